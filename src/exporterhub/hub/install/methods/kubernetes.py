"""Kubernetes: the chart where there is one, and plain manifests."""

from __future__ import annotations

from exporterhub.hub.install._yaml import dump, dump_all
from exporterhub.hub.install.configuration import remarks
from exporterhub.hub.install.credentials import optional_notes, other_notes, variable_lines
from exporterhub.hub.install.host import needs, on_each_node
from exporterhub.hub.install.invocation import Invocation
from exporterhub.hub.install.manifests import config_map, monitor, service, workload
from exporterhub.hub.install.model import Block, Method
from exporterhub.hub.install.pod import environment_secret, in_pod
from exporterhub.hub.install.subject import Subject
from exporterhub.messages import english, say, sentences

__all__ = ["ORDER", "method"]

ORDER = 20
_ONLY_CHART = say("It needs rights in the cluster, which the chart grants it.")
_COMMUNITY = "https://prometheus-community.github.io/helm-charts"


def method(subject: Subject) -> Method | None:
    """The chart, and plain manifests where the image alone will do."""
    install = subject.exporter.install
    blocks: list[Block] = []
    if install.helm:
        blocks.append(_helm(subject))
    plain = install.container is not None and not (install.helm and install.helm.only)
    if plain:
        blocks += _manifests(subject)
    if not blocks:
        return None
    only = (_ONLY_CHART,) if install.helm and install.helm.only else ()
    return Method("kubernetes", "Kubernetes", tuple(blocks), tuple(_notes(subject)) if plain else only)


def _notes(subject: Subject) -> list[str]:
    given, host = in_pod(subject), needs(subject)
    notes: list[str] = [english(host.what)] if host.what else []
    if on_each_node(host) and subject.exporter.install.helm is None:
        notes.append(say("It reports on its node, so a DaemonSet starts one on each; a nodeSelector limits that."))
    if subject.local and subject.exporter.configure.target and not on_each_node(host):
        example = f"{subject.slug}.default.svc"
        notes.append(
            say(
                "In a cluster the target is another Pod: give its Service as target address, such as %(example)s.",
                example=example,
            )
        )
    if given.state:
        notes.append(
            say(
                "What it keeps in %(folder)s ends with the Pod: for more, put a PersistentVolumeClaim there.",
                folder=given.state,
            )
        )
    return [*notes, *other_notes(given), *remarks(subject, given)]


def _helm(subject: Subject) -> Block:
    helm = subject.exporter.install.helm
    assert helm is not None  # noqa: S101  (the caller asked)
    known = not helm.repository.startswith(("http://", "https://", "oci://"))
    name = helm.repository if known else subject.slug
    chart = f"{name}/{helm.chart}"
    lines = []
    if helm.repository.startswith("oci://"):
        chart = f"{helm.repository.rstrip('/')}/{helm.chart}"
    else:
        url = _COMMUNITY if helm.repository == "prometheus-community" else helm.repository
        lines = [f"helm repo add {name} {url}", "helm repo update"]
    lines += [
        f"helm show values {chart} > values.yaml",
        f"helm upgrade --install {subject.name} {chart} \\",
        "  --namespace monitoring --create-namespace --values values.yaml",
    ]
    note = say(
        "The chart's version decides the exporter's. "
        "Set the target, the credentials (as a Secret) and the ServiceMonitor in values.yaml."
    )
    return Block(say("Helm chart"), "sh", "\n".join(lines) + "\n", note=note)


def _manifests(subject: Subject) -> list[Block]:
    given = in_pod(subject)
    blocks = _secrets(subject, given)
    main, configuration = workload(subject), config_map(subject)
    documents = [*([configuration] if configuration else []), main, service(subject)]
    title = say("%(kind)s and Service", kind=main["kind"])
    blocks.append(Block(title, "yaml", dump_all(documents), file=f"{subject.name}.yaml"))
    found = monitor(subject)
    title = say("%(kind)s, with the Prometheus Operator", kind=found["kind"])
    blocks.append(Block(title, "yaml", dump(found), file=f"{subject.name}-{found['kind'].lower()}.yaml"))
    return blocks


def _secrets(subject: Subject, given: Invocation) -> list[Block]:
    """Secrets are typed in: one for the files, one for the variables."""
    create = "kubectl create secret generic"
    blocks: list[tuple[str, str]] = []
    if len(given.files) == 1:
        text = f"{create} {subject.name} \\\n  --from-file={given.files[0].name}=/dev/stdin\n"
        note = say("It waits for your input: type or paste the credential, then press Ctrl-D twice, without Enter.")
        blocks.append((text, note))
    elif given.files:
        options = " \\\n  ".join(f"--from-file={c.name}" for c in given.files)
        blocks.append((f"{create} {subject.name} \\\n  {options}\n", say("Write each into a file of that name first.")))
    if given.variables:
        name = environment_secret(subject, given)
        text = f"{create} {name} \\\n  --from-env-file=/dev/stdin  # {variable_lines(given)}\n"
        note = say("It waits for your input: type or paste the lines, press Enter, then Ctrl-D.")
        blocks.append((text, note))
    optional = optional_notes(given)
    return [Block("Secret", "sh", text, note=sentences(note, *optional)) for text, note in blocks]
