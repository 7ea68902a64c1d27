# The study in an image; docs/image.md says how to build it, and how to run it with Docker and with Apptainer.
# Any base with apt and Python 3.11 or newer will do. PyTorch brings CUDA's libraries, so the smallest CUDA base will.
ARG BASE=nvidia/cuda:13.0.2-base-ubuntu24.04

FROM ${BASE}
# The base decides which version of pip, and below of Python, it has. One layer, because a copy of these 5 GB in a second
# would have to fit on the builder's disk too; pip does not stay in it.
# hadolint ignore=DL3008
RUN --mount=type=bind,source=requirements.lock,target=/requirements.lock \
    apt-get update \
    && apt-get install --yes --no-install-recommends python3 python3-pip \
    && python3 -m venv --without-pip /opt/venv \
    && pip --python /opt/venv/bin/python install --no-cache-dir --requirement /requirements.lock \
    && apt-get purge --yes --auto-remove python3-pip \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --no-create-home --home-dir /tmp student
WORKDIR /study
COPY . .
# Results, and what Snakemake remembers of them, may be written by any user, as in /tmp; the sources stay root's.
RUN chmod 1777 .
# HOME is for a user that the image does not know (--user), who would have none; Apptainer makes the checkout the home,
# where Matplotlib's cache should not go.
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONPATH=/study/src \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    LANG=C.UTF-8 \
    HOME=/tmp \
    MPLCONFIGDIR=/tmp/matplotlib
# A number, because Kubernetes can't tell from a name that it is not root.
USER 10001
CMD ["snakemake", "--cores", "4", "all"]
