"""What the API descriptions of all slices share: the responses that tell of problems."""

from litestar.openapi import ResponseSpec

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
