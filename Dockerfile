# The study in an image: docker build -t hotcold:0.1.0 . && docker run --rm -v "$PWD/results:/study/results" hotcold:0.1.0
ARG BASE=python:3.12-slim
FROM ${BASE}
WORKDIR /study
COPY requirements.lock pyproject.toml README.md ./
RUN pip install --no-cache-dir --requirement requirements.lock
COPY . .
RUN pip install --no-cache-dir --no-deps --editable . && useradd --create-home student && chown student /study
USER student
CMD ["snakemake", "--cores", "4", "all"]
