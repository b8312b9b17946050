"""PURE: a browser by the name that its owner knows it by, out of what it sends."""

_BROWSERS = (
    ("micromessenger", "WeChat"),
    ("alipayclient", "Alipay"),
    ("edg", "Edge"),
    ("opr/", "Opera"),
    ("samsungbrowser", "Samsung Internet"),
    ("ucbrowser", "UC Browser"),
    ("firefox", "Firefox"),
    ("fxios", "Firefox"),
    ("crios", "Chrome"),
    ("chrome", "Chrome"),
    ("safari", "Safari"),
)
_SYSTEMS = (
    ("iphone", "iPhone"),
    ("ipad", "iPad"),
    ("android", "Android"),
    ("harmony", "HarmonyOS"),
    ("windows", "Windows"),
    ("mac os", "Mac"),
    ("cros", "ChromeOS"),
    ("linux", "Linux"),
)


def device_of(user_agent: str) -> str:
    """`Firefox · Linux`, or what of it is known; empty for a program. Versions are left out: a family, no fingerprint."""
    sent = user_agent[:500].lower()
    browser = next((name for mark, name in _BROWSERS if mark in sent), "")
    system = next((name for mark, name in _SYSTEMS if mark in sent), "")
    return " · ".join(part for part in (browser, system) if part)
