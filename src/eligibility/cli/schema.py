"""The command `schema`: print the JSON Schema of a document."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from eligibility import schemas
from eligibility.cli.output import write
from eligibility.hooks import load_plugins

if TYPE_CHECKING:
    from eligibility.cli.options import Schema


def run(options: Schema) -> int:
    """Print the schema; that of the ruleset knows the rules of all plugins."""
    if options.document == "ruleset":
        schema = schemas.rulesets_schema(load_plugins(options.plugins))
    else:
        schema = schemas.declaration_schema() if options.document == "declaration" else schemas.report_schema()
    write([json.dumps(schema, ensure_ascii=False, indent=2), "\n"], document=True)
    return 0
