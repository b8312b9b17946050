"""What the APIs of all slices share: the headers they take and the responses that tell of problems."""

from typing import Annotated

from litestar.openapi import ResponseSpec
from litestar.params import HeaderParameter, QueryParameter

from makegood.kit.problem import MEDIA_TYPE, Problem

_MEANINGS = {
    400: "the request cannot be read, or a field of it cannot be used",
    401: "nobody is signed in",
    403: "the role may not do this",
    404: "there is no such thing, or it is not yours to see",
    409: "the obstacle that stands in the way",
    412: "changed since you read it",
    422: "the content asks for something impossible",
    429: "too many requests; Retry-After says how long to wait",
    503: "for a moment not available; try again with the same Idempotency-Key",
}

PROBLEM_RESPONSES: dict[int, ResponseSpec] = {
    status: ResponseSpec(Problem, generate_examples=False, description=meaning, media_type=MEDIA_TYPE)
    for status, meaning in _MEANINGS.items()
}
"""Problem details by status."""

IdempotencyKey = Annotated[
    str | None,
    HeaderParameter(
        name="Idempotency-Key",
        min_length=1,
        max_length=200,
        pattern=r"^[\x21-\x7e]+$",
        description="Makes the write repeatable: the same key and content give the first answer again.",
    ),
]
IfMatch = Annotated[
    str | None,
    HeaderParameter(
        name="If-Match",
        max_length=40,
        description="The ETag you read; 412 when the record has changed since.",
    ),
]
DryRun = Annotated[
    bool, QueryParameter(name="dry_run", description="Tell what would happen and change nothing.")
]
