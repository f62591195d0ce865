"""`python -m crawler.sandbox [--port N] [--size N]`: the sandbox, standing until it is interrupted."""

from __future__ import annotations

import argparse
import sys
import threading
from contextlib import suppress

from crawler.sandbox import serve


def main() -> int:
    """Runs the sandbox; returns the exit code: 0 when interrupted, 2 where the port can't be had."""
    parser = argparse.ArgumentParser(prog="python -m crawler.sandbox", description="An offline web of portals.")
    parser.add_argument("--port", type=int, default=8898, help="port on loopback, 0 takes a free one (default 8898)")
    parser.add_argument("--size", type=int, default=0, help="number of reports on the sixth portal big.sandbox.test")
    arguments = parser.parse_args()
    try:
        with serve(arguments.port, arguments.size) as sandbox:
            print(
                f"sandbox at {sandbox.proxy_url}: http_proxy={sandbox.proxy_url} https_proxy={sandbox.proxy_url}",
                flush=True,
            )
            with suppress(KeyboardInterrupt):
                threading.Event().wait()
    except (OSError, OverflowError) as error:
        print(f"sandbox: port {arguments.port} can't be used: {error}; choose another with --port", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
