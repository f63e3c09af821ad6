"""The card on a crate: a QR code of an address, as two paths that stand in the page."""

import segno
from django.utils.safestring import SafeString, mark_safe

# Modules of white around it, as the standard asks for.
QUIET_ZONE = 4


def qr_code(address: str) -> SafeString:
    """Black on white in any theme; at least level M, higher where that makes it no larger."""
    code = segno.make_qr(address, error="m", boost_error=True)
    svg = code.svg_inline(border=QUIET_ZONE, omitsize=True, dark="#000", light="#fff")
    return mark_safe(svg)  # drawn from modules: nothing of the address stands in it
