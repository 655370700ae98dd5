"""Read a pack strictly: either the whole pack is right, or every problem is reported at once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, cast

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from transforms.policy.checks.errors.all import find_errors
from transforms.policy.checks.errors.layouts import LayoutLike, labels_without_category, sources_fit_layouts
from transforms.policy.checks.warnings.acknowledged import mark_acknowledged, stable_place
from transforms.policy.checks.warnings.all import find_warnings
from transforms.policy.load.deduplicate import drop_consequences
from transforms.policy.load.former_pack import FILE_NAME, former_errors
from transforms.policy.load.placeholders import drop_placeholder_errors, find_placeholders
from transforms.policy.load.pydantic_messages import translate_error
from transforms.policy.model.pack import Pack
from transforms.policy.model.sections import Sections
from transforms.policy.model.walk import leaves_of
from transforms.strict_yaml.problems import Finding, PackError, Problem
from transforms.strict_yaml.reader import Tree, read_tree
from transforms.strict_yaml.scalars import UNREAD_CODES

KnownLayouts = Mapping[str, LayoutLike]


def campaign_id(pack_code: str) -> int:
    """Compute the number of a campaign in all tables from its pack code: equal codes give equal numbers.

    It is the first four bytes of the code's sha256, without the last bit.
    """
    return int.from_bytes(hashlib.sha256(pack_code.encode()).digest()[:4], "big") >> 1


def load_pack(path: Path) -> Pack:
    """Load the pack from its folder or its `pack.yaml`; warnings do not keep it from being loaded.

    A `Pack` has one attribute per section of the file: campaign, units, prices, subsidies, sources, publications and so
    on. Raises PackError with every error if the pack cannot be used.
    """
    pack, problems = _read_pack(path)
    if problems or pack is None:
        raise PackError(problems)
    return pack


def check_pack(path: Path, layouts: KnownLayouts | None = None) -> list[Problem]:
    """List the errors of the pack in this folder or file, in the order of the file; an empty list if it can be used.

    A `Problem` has file and line, place, code, severity, and in Chinese and English what is expected and how to correct
    it. `layouts`: the valid layouts by name, with which the pack's sources are compared; None leaves that check out.
    """
    return sorted(_read_pack(path, layouts)[1])


def review_pack(path: Path, layouts: KnownLayouts | None = None) -> list[Problem]:
    """List the errors of the pack in this folder or file, then its warnings, then the acknowledged warnings.

    A `Problem` has file and line, place, code, severity, and in Chinese and English what is expected and how to correct
    it. A warning is about something legal that looks wrong. Each group is in the order of the file. `layouts`: the
    valid layouts by name, with which the pack's sources are compared; None leaves that check out.
    """
    return sorted(_read_pack(path, layouts)[1]) + sorted(
        _warnings(path, layouts), key=lambda problem: (problem.severity == "acknowledged", problem)
    )


def find_rule_lines(path: Path) -> dict[str, int]:
    """Map each rule_id of the pack in this folder or file (`path`) to its line in the file, counted from 1.

    The mapping is empty if the file cannot be read. The pack need not be valid.
    """
    _, tree, _ = _read_file(path)
    return {str(value): tree.line_of(at) for at, value in leaves_of(tree.content) if at[-1:] == ("rule_id",)}


def _warnings(path: Path, layouts: KnownLayouts | None) -> list[Problem]:
    display_name, tree, _ = _read_file(path)
    if not isinstance(tree.content, dict):
        return []
    sections = _sound_sections(tree.content)[1]
    warnings = [*find_warnings(sections), *labels_without_category(sections, layouts or {})]
    findings = mark_acknowledged(warnings, sections, is_complete=set(sections) == set(Pack.model_fields))
    return [
        _to_problem(display_name, tree.line_of(finding.path), finding, stable_place(sections, finding.path))
        for finding in findings
    ]


def _read_pack(path: Path, layouts: KnownLayouts | None = None) -> tuple[Pack | None, list[Problem]]:
    display_name, tree, folder = _read_file(path)
    problems_of_content = _find_problems(tree, folder, layouts)
    findings = [*tree.findings, *((tree.line_of(finding.path), finding) for finding in problems_of_content)]
    problems = [_to_problem(display_name, line, finding) for line, finding in findings]
    if problems:
        return None, problems
    return Pack.model_validate(tree.content), []


def _read_file(path: Path) -> tuple[str, Tree, Path]:
    """The file's name for people, its content, and its folder."""
    file = (path / FILE_NAME if path.is_dir() else path).resolve()
    display_name = f"{file.parent.name}/{file.name}"
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        tree = Tree()
        tree.refuse(1, _unreadable(error))
        return display_name, tree, file.parent
    return display_name, read_tree(text), file.parent


def _find_problems(tree: Tree, folder: Path, layouts: KnownLayouts | None) -> list[Finding]:
    if not isinstance(tree.content, dict):
        if tree.findings:
            return []  # The file could not be read to its end; the tree has the finding that explains it.
        return [Finding((), "pack.empty", "文件应为键值对", "按样例编写", "a mapping", "write it like the sample")]
    findings, sections = _sound_sections(tree.content)
    findings = drop_consequences(
        findings, (refused.path for _, refused in tree.findings if refused.code in UNREAD_CODES)
    )
    findings.extend(find_errors(sections, folder.name))
    findings.extend(former_errors(sections, folder))
    if layouts is not None:
        findings.extend(sources_fit_layouts(sections, layouts))
    return findings


def _sound_sections(content: dict[str | int, Any]) -> tuple[list[Finding], Sections]:
    """The findings (placeholders first), and the sections that are right and filled in, by name."""
    unfilled = find_placeholders(content)
    findings, sections = _validate(content)
    started = {placeholder.path[0] for placeholder in unfilled}
    sound = {name: section for name, section in sections.items() if name not in started}
    return [*unfilled, *drop_placeholder_errors(findings, unfilled)], cast(Sections, sound)


def _validate(content: dict[str | int, Any]) -> tuple[list[Finding], dict[str, Any]]:
    """The findings of each section, and the sections that are right: the checks between sections run on those."""
    findings = [_unknown_section(key) for key in content if key not in Pack.model_fields]
    sections: dict[str, Any] = {}
    for name, field in Pack.model_fields.items():
        if name not in content:
            if field.is_required():
                findings.append(Finding((name,), "pack.missing", "此项必填", "补上此项", "a required key", "add it"))
            else:
                sections[name] = field.default
            continue
        try:
            sections[name] = _type_adapter(field).validate_python(content[name], strict=True)
        except ValidationError as error:
            findings.extend(translate_error(detail, (name,)) for detail in error.errors(include_url=False))
    return findings, sections


def _type_adapter(field: FieldInfo) -> TypeAdapter[Any]:
    annotation: Any = field.annotation
    for constraint in field.metadata:
        annotation = Annotated[annotation, constraint]
    return TypeAdapter(annotation)


def _unknown_section(key: str | int) -> Finding:
    return Finding(
        (key,),
        "pack.extra_forbidden",
        "没有这个键",
        "删除或改正键名",
        "there is no such key",
        "delete it or correct its spelling",
    )


def _unreadable(error: Exception) -> Finding:
    return Finding(
        (),
        "pack.unreadable",
        "文件应存在并为 UTF-8 编码",
        "检查路径和编码；政策包是一个文件夹，里面有 pack.yaml",
        f"a readable UTF-8 file ({type(error).__name__})",
        "check the path and the encoding; a pack is a folder with a pack.yaml in it",
    )


def _to_problem(file: str, line: int, finding: Finding, place: str | None = None) -> Problem:
    return Problem(
        file,
        line,
        place or ".".join(str(part) for part in finding.path) or ".",
        finding.code,
        finding.expected_zh,
        finding.fix_zh,
        finding.expected_en,
        finding.fix_en,
        finding.severity,
    )
