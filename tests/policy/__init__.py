"""Tests of policy: packs, their language, its engines, proofs, simulation and versions."""
