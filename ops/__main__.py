"""`python -m ops`: the commands, over the environment that `POSTERN_…` and the AWS settings name."""

import getpass
import json
import sys
from typing import NoReturn

import click
from pydantic import ValidationError

from chalicelib.errors import Problem
from chalicelib.settings import Settings
from ops import counts, events, exits, keys, migrate, policies, sso, tenants, users
from ops.arguments import Plain
from ops.session import Declined, Session


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for scripts.")
@click.option("--dry-run", is_flag=True, help="Say what would be changed, and change nothing.")
@click.option("--yes", is_flag=True, help="Do not ask before destroying something.")
@click.option(
    "--operator", type=Plain(), default=getpass.getuser, help="Your name in the audit record.  [default: your login]"
)
@click.pass_context
def ops(context: click.Context, *, as_json: bool, dry_run: bool, yes: bool, operator: str) -> None:
    """Operate Postern: tenants, users, policies, single sign-on, the audit record, counts and keys.

    Works on the environment that POSTERN_STAGE, POSTERN_TABLE, POSTERN_KEY, POSTERN_MAIL_FROM, POSTERN_WEB_URL and
    the usual AWS settings name. The flags may also stand behind the command. Every change is on record, with you as
    its actor.
    """
    context.obj = Session(as_json=as_json, is_dry=dry_run, is_sure=yes, operator=operator)


GROUPS = (
    tenants.tenant,
    users.user,
    policies.policy,
    sso.sso,
    events.events,
    counts.counts,
    keys.keys,
    migrate.migrate,
)
for group in GROUPS:
    ops.add_command(group)


FLAGS = {"--json", "--dry-run", "--yes"}


def main() -> None:
    """Run a command. The flags may stand anywhere; a refusal is one sentence, or one line of JSON."""
    given = sys.argv[1:]
    words = [*(word for word in given if word in FLAGS), *(word for word in given if word not in FLAGS)]
    try:
        sys.exit(ops.main(words, standalone_mode=False) or 0)
    except (Declined, click.Abort) as answer:
        _end(exits.DECLINED, code="declined", detail=str(answer) or "Nothing was changed.")
    except click.ClickException as mistake:
        if "--json" not in sys.argv:
            mistake.show()
            sys.exit(exits.MISTYPED)
        _end(exits.MISTYPED, code="mistyped", detail=mistake.format_message())
    except Problem as problem:
        cause = f" ({problem.__cause__})" if problem.__cause__ else ""
        _end(exits.REFUSED, code=problem.code, detail=f"{problem.detail or problem.title}{cause}")
    except ValidationError as error:
        if error.title != Settings.__name__:
            raise
        missing = ", ".join(f"POSTERN_{str(each['loc'][0]).upper()}" for each in error.errors())
        _end(exits.REFUSED, code="not_set_up", detail=f"The environment is not set up: {missing}.")


def _end(exit_code: int, **told: str) -> NoReturn:
    """Say why on standard error, in the form that was asked for."""
    text = json.dumps(told) if "--json" in sys.argv else f"{told['code']}: {told['detail']}"
    click.echo(text, err=True)
    sys.exit(exit_code)


if __name__ == "__main__":
    main()
