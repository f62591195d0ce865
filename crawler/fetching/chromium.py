"""Where this machine keeps a Chromium. `python -m crawler.fetching.chromium` prints it; it fails without one."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

_NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "microsoft-edge-stable",
)
_MAC = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
_CACHES = {"linux": "~/.cache/ms-playwright", "darwin": "~/Library/Caches/ms-playwright"}
_BUILDS = ("chromium-*/chrome-linux*/chrome", "chromium-*/chrome-mac*/Chromium.app/Contents/MacOS/Chromium")
ADVICE = (
    "no Chromium on this machine: install one (Debian: apt-get install chromium; elsewhere: "
    ".venv/bin/playwright install chromium) or name it in BROWSER_PATH"
)


def find(named: str = "") -> str | None:
    """The executable: `named` (setting BROWSER_PATH) alone where it is given, else an installed Chromium, Chrome or
    Edge, else what `playwright install chromium` left. None where there is none."""
    if named:
        return shutil.which(named)
    for name in _NAMES:
        if found := shutil.which(name):
            return found
    own = os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or _CACHES.get(sys.platform, _CACHES["linux"])
    builds = [path for pattern in _BUILDS for path in sorted(Path(own).expanduser().glob(pattern), reverse=True)]
    return next((str(path) for path in (*map(Path, _MAC), *builds) if os.access(path, os.X_OK)), None)


def main() -> int:
    """Prints the executable, or what to do."""
    found = find(os.environ.get("GONGKAI_BROWSER_PATH", ""))
    print(found or ADVICE, file=sys.stdout if found else sys.stderr)
    return 0 if found else 1


if __name__ == "__main__":
    sys.exit(main())
