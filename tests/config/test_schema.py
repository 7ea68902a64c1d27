"""The schema that editors check config.yaml against."""

import json

import jsonschema
import pytest

from hotcold.config.schema import schema_text
from tests.config.configs import CONFIG, changed
from tests.conftest import ROOT


def test_schema_is_in_step_with_the_model_and_accepts_the_config():
    text = (ROOT / "config" / "schema.json").read_text()
    assert text == schema_text(), "run: python -m hotcold.config.schema > config/schema.json"
    jsonschema.validate(CONFIG, json.loads(text))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(changed("timesteps", 0), json.loads(text))
