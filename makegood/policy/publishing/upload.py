"""What the check says of a pack that somebody uploads. The solver is loaded when it is first needed: it is large."""

from collections.abc import Sequence

from makegood.policy.catalogue import Catalogue
from makegood.policy.pack import Pack
from makegood.policy.publishing.office import Finding


def lint_upload(
    pack: Pack, beside: Sequence[Pack], catalogue: Catalogue, is_merchants: bool
) -> Sequence[Finding]:
    """Findings as JSON objects: of the pack alone, beside those that hold or are announced where it would."""
    from makegood.policy.lint import lint_packs

    found = lint_packs(catalogue, [*beside, pack], [pack.name], merchant_pack=is_merchants)
    return [finding.as_data() for finding in found]
