"""Write the JSON schema of the config, for editors: `python -m hotcold.config.schema > config/schema.json`."""

import json

from hotcold.config.study import Study


def schema_text() -> str:
    """Return the JSON schema of `Study` as text."""
    return json.dumps(Study.model_json_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    print(schema_text(), end="")
