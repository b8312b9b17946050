"""Measurements, one command each: `.venv/bin/python -m bench.commands`. The last line each prints is JSON."""
