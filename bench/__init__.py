"""Measured figures: `make bench` writes bench/results.json, from which bench/README.md is made."""
