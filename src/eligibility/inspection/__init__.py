"""Inspection: from an attachment's bytes to measurements, one inspector a file."""
