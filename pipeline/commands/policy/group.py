"""The command group `campaign policy`: check, compare, explain, start and test a policy pack."""

from __future__ import annotations

import typer

from pipeline.commands.errors import Commands
from pipeline.commands.policy.check import check
from pipeline.commands.policy.diff import diff
from pipeline.commands.policy.explain import explain
from pipeline.commands.policy.new import new
from pipeline.commands.policy.test import test

policy = typer.Typer(cls=Commands, no_args_is_help=True, help="政策包：把一份通知写成数据，检查、试算、说明、比较。")
for command in (explain, check, new, diff, test):  # in the order of `campaign policy --help`
    policy.command(command.__name__)(command)
