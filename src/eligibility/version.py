"""The version of the package, in one place: hatchling and the report read it here."""

__version__ = "0.1.0"
