"""Schemathesis over /openapi.json as everybody: nothing is a 5xx, every answer is as the schema says."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error

from makegood.accounts import Principal, PrincipalRole
from makegood.cases import commands as c
from tests.attack.books import assert_right
from tests.attack.shop import headers_of
from tests.web_app import Site
from tests.world import DESK, MARKETPLACE, OPERATOR, SENIOR, buyer_of, merchant_of
