"""`regatlas app`: the page in the browser."""

import importlib.util
import os
import sys

import click

from kb.errors import MissingStore
from kb.home import HOME_VARIABLE, default_home
from kb.verbs import options

LOOPBACK = "127.0.0.1"


@click.command()
@click.option("--port", default=8501, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--address",
    default=LOOPBACK,
    show_default=True,
    help="Where to listen. Anything but loopback opens the app to others on the network.",
)
@options.kb_option
def app(port: int, address: str, kb: str | None) -> None:
    """Open the app: a chat with cited answers, on this machine.

    \b
    Example: regatlas app --port 8600
    """
    found = importlib.util.find_spec("app")
    if found is None or found.origin is None:
        raise MissingStore("app.py is not installed; run this from a checkout of the project.")
    home = default_home(kb)
    shown = "localhost" if address == LOOPBACK else address
    click.echo(
        f"RegAtlas on http://{shown}:{port} (knowledge base in {home.root}); Ctrl-C ends it."
    )
    command = [
        sys.executable, "-m", "streamlit", "run", found.origin,
        "--server.address", address,
        "--server.port", str(port),
        "--server.headless", "true",
        "--server.fileWatcherType", "none",
        "--browser.gatherUsageStats", "false",
        "--client.toolbarMode", "minimal",
    ]  # fmt: skip
    environment = {**os.environ, HOME_VARIABLE: str(home.root), "HF_HUB_OFFLINE": "1"}
    sys.stdout.flush()
    os.execve(sys.executable, command, environment)  # so that what ends this ends the app
