"""The command `campaign`: every subcommand, registered once. Messages are Chinese: officials type these commands."""

from __future__ import annotations

import typer

from pipeline.commands import (
    deliver,
    directory,
    export,
    feedback,
    health,
    held,
    identity,
    keys,
    layout,
    mail,
    publish,
    reread,
    rewind,
    run,
)
from pipeline.commands.errors import Commands
from pipeline.commands.policy.group import policy
from pipeline.commands.simulate import simulate

app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="城乡居民医保参保缴费：名单与缴费进来，进度、通报与报表出去。",
)
app.add_typer(policy, name="policy")
app.add_typer(layout.commands, name="layout")
app.add_typer(identity.identity, name="identity")
app.add_typer(keys.keys, name="keys")
app.add_typer(mail.mail, name="mail")
app.add_typer(directory.directory, name="directory")
app.command()(reread.reread)
app.command()(held.held)
app.command()(held.release)
app.command()(held.reject)
app.command()(feedback.feedback)
app.command()(publish.waiting)
app.command()(publish.approve)
app.command()(publish.refuse)
app.command("publish")(publish.publish_due)
app.command()(export.export)
app.command("export-marts")(export.export_marts)
app.command()(simulate)
app.command()(deliver.deliver)
app.command("deliver-all")(deliver.deliver_all)
app.command()(deliver.revoke)
app.command()(run.remind)
app.command()(run.run)
app.command()(rewind.rewind)
app.command()(run.progress)
app.command()(run.verify)
app.command()(health.health)

if __name__ == "__main__":
    app(prog_name="campaign")
