"""Tests of panels of users."""
