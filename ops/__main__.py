"""`python -m ops`: the commands, over the environment that `POSTERN_…` and the AWS settings name."""

import getpass
import sys

import click
from pydantic import ValidationError

from chalicelib.errors import Problem
from chalicelib.settings import Settings
from ops import counts, events, keys, migrate, policies, sso, tenants, users
from ops.session import Session


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for scripts.")
@click.option("--dry-run", is_flag=True, help="Say what would be changed, and change nothing.")
@click.option("--yes", is_flag=True, help="Do not ask before destroying something.")
@click.option("--operator", default=getpass.getuser, help="Your name in the audit record.  [default: your login]")
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
    """Run a command; a refusal is one sentence and exit code 1. The flags may stand anywhere."""
    given = sys.argv[1:]
    try:
        ops([*(word for word in given if word in FLAGS), *(word for word in given if word not in FLAGS)])
    except Problem as problem:
        cause = f" ({problem.__cause__})" if problem.__cause__ else ""
        sys.exit(f"{problem.code}: {problem.detail or problem.title}{cause}")
    except ValidationError as error:
        if error.title != Settings.__name__:
            raise
        missing = ", ".join(f"POSTERN_{str(each['loc'][0]).upper()}" for each in error.errors())
        sys.exit(f"The environment is not set up: {missing}.")


if __name__ == "__main__":
    main()
