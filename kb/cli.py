"""The `regatlas` command: its frame, and how errors become one sentence and an exit code.

The verbs that read stand in `kb.verbs`; other packages add theirs through the entry point group
"regatlas.verbs", so that nothing here depends on the write side or the app.
"""

import os
import sys
from importlib.metadata import entry_points

import click

from kb import verbs
from kb.errors import RegAtlasError

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(context_settings=CONTEXT)
@click.version_option(package_name="regatlas", message="%(version)s")
def regatlas() -> None:
    """How would this AI release fare? Cited answers from licences, definitions and AI law.

    \b
    Start with:
      regatlas ingest                       get the texts and build the knowledge base
      regatlas ask "May I use Llama 3.1 commercially?"
      regatlas app                          the same as a page in the browser
    """


for name in verbs.__all__:
    regatlas.add_command(getattr(verbs, name))
for plug_in in entry_points(group="regatlas.verbs"):
    regatlas.add_command(plug_in.load())


def main() -> None:
    """Run the command; every mistake of a user ends in one sentence on stderr."""
    try:
        regatlas.main(standalone_mode=False)
        sys.stdout.flush()
    except click.UsageError as e:
        where = e.ctx.command_path if e.ctx else "regatlas"
        _fail(f"{e.format_message()} See `{where} --help`.", 2)
    except click.ClickException as e:
        _fail(e.format_message(), 1)
    except RegAtlasError as e:
        _fail(str(e), e.exit_code)
    except (click.Abort, KeyboardInterrupt):
        _fail("Stopped; the knowledge base is as it was.", 130)
    except BrokenPipeError:
        # Whoever reads the output has had enough; Python must not complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


def _fail(message: str, code: int) -> None:
    click.echo(f"regatlas: {message}", err=True)
    sys.exit(code)
