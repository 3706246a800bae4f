"""How the layers of policies decide together: the rules of "Policy evaluation logic"."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iamtui.policy import Decision, Layer, Layers, Principal, PrincipalKind, Verdict, evaluate
from tests.policy.building import (
    ACCOUNT,
    ALICE,
    FEDERATED,
    LINKED,
    OBJECT,
    OTHER_ACCOUNT,
    ROLE,
    ROOT,
    SESSION,
    Element,
    Statement,
    allow,
    deny,
    policy,
    request,
)

ALLOWED, IMPLICIT, EXPLICIT = Verdict.ALLOWED, Verdict.IMPLICIT_DENY, Verdict.EXPLICIT_DENY
YES, NO, NOTHING = policy(allow()), policy(deny()), policy(allow("ec2:Nothing"))
TRUST = f"arn:aws:iam::{ACCOUNT}:role/target"
KEY = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/1"


def _granted_to(principal: Element, action: str = "*") -> Statement:
    return allow(action, Principal=principal)


def _grant(principal: Element) -> Layers:
    return Layers(resource_policy=policy(_granted_to(principal)))


@pytest.mark.parametrize(
    ("layers", "verdict", "layer"),
    [
        (Layers(), IMPLICIT, Layer.IDENTITY),
        (Layers(identity=(YES,)), ALLOWED, Layer.IDENTITY),
        (Layers(groups=(YES,)), ALLOWED, Layer.GROUP),
        (Layers(identity=(YES,), groups=(NO,)), EXPLICIT, Layer.GROUP),
        (Layers(identity=(YES, NO)), EXPLICIT, Layer.IDENTITY),
        (Layers(identity=(YES,), boundary=NOTHING), IMPLICIT, Layer.BOUNDARY),
        (Layers(identity=(YES,), boundary=YES), ALLOWED, Layer.IDENTITY),
        (Layers(boundary=YES), IMPLICIT, Layer.IDENTITY),
        (Layers(identity=(YES,), boundary=NO), EXPLICIT, Layer.BOUNDARY),
        (Layers(identity=(YES,), session=(NOTHING,)), IMPLICIT, Layer.SESSION),
        (Layers(identity=(YES,), session=(NOTHING, YES)), ALLOWED, Layer.IDENTITY),
        (Layers(identity=(YES,), session=(YES, NO)), EXPLICIT, Layer.SESSION),
        (Layers(identity=(YES,), session=()), ALLOWED, Layer.IDENTITY),
        (Layers(identity=(YES,), scps=((YES,), (YES,))), ALLOWED, Layer.IDENTITY),
        (Layers(identity=(YES,), scps=((YES,), (NOTHING,))), IMPLICIT, Layer.SCP),
        (Layers(identity=(YES,), scps=((YES,), ())), IMPLICIT, Layer.SCP),
        (Layers(identity=(YES,), scps=((YES, NO), (YES,))), EXPLICIT, Layer.SCP),
        (Layers(identity=(YES,), rcps=((NO,),)), EXPLICIT, Layer.RCP),
        (Layers(identity=(YES,), rcps=((policy(deny("ec2:*")),),)), ALLOWED, Layer.IDENTITY),
        (Layers(identity=(YES,), rcps=((NOTHING,),)), IMPLICIT, Layer.RCP),
        (Layers((YES,), resource_policy=policy(deny(Principal="*"))), EXPLICIT, Layer.RESOURCE),
    ],
)  # fmt: skip
def test_layers_of_one_account(layers: Layers, verdict: Verdict, layer: Layer) -> None:
    decision = evaluate(request(), layers)
    assert (decision.verdict, decision.layer) == (verdict, layer)


_DIRECT: list[tuple[str, Element]] = [
    (ALICE, {"AWS": ALICE}),
    (ALICE, {"AWS": "*"}),
    (ALICE, "*"),
    (SESSION, {"AWS": SESSION}),
    (FEDERATED, {"AWS": FEDERATED}),
    (ROLE, "*"),
]


@pytest.mark.parametrize(("principal", "named"), _DIRECT)
def test_a_direct_grant_needs_nothing_else_in_the_account(principal: str, named: Element) -> None:
    asked = request(principal=principal)
    grant = policy(_granted_to(named))
    limited = Layers(boundary=NOTHING, session=(NOTHING,), resource_policy=grant)
    assert evaluate(asked, limited).verdict is ALLOWED
    assert evaluate(asked, Layers(boundary=NO, resource_policy=grant)).verdict is EXPLICIT


@pytest.mark.parametrize(
    ("principal", "entity"),
    [(SESSION, ROLE), (ROLE, ROLE), (SESSION, ROLE.replace("app/", "")), (FEDERATED, ALICE)],
)
def test_a_grant_to_the_role_is_limited(principal: str, entity: str) -> None:
    grant = policy(_granted_to({"AWS": entity}))
    asked = request(principal=principal)
    session = (YES,)
    assert evaluate(asked, Layers(session=session, resource_policy=grant)).verdict is ALLOWED
    for layers in (
        Layers(boundary=NOTHING, session=session, resource_policy=grant),
        Layers(session=(NOTHING,), resource_policy=grant),
    ):
        assert evaluate(asked, layers).verdict is IMPLICIT


@pytest.mark.parametrize("account", [ROOT, ACCOUNT])
def test_a_grant_to_the_account_only_delegates(account: str) -> None:
    grant = policy(_granted_to({"AWS": account}))
    assert evaluate(request(), Layers(resource_policy=grant)).verdict is IMPLICIT
    assert evaluate(request(), Layers(identity=(YES,), resource_policy=grant)).verdict is ALLOWED


@pytest.mark.parametrize("named", ["alice", f"arn:aws:iam::{ACCOUNT}:user/al*", OTHER_ACCOUNT])
def test_principals_that_name_nobody_here(named: str) -> None:
    assert evaluate(request(), _grant({"AWS": named})).verdict is IMPLICIT


def test_a_federated_user_without_session_policies_has_no_permissions() -> None:
    layers = Layers(identity=(YES,))
    assert evaluate(request(principal=FEDERATED), layers).verdict is IMPLICIT


@pytest.mark.parametrize("named", [ALICE, ROOT, ACCOUNT, "*"])
def test_across_accounts_both_sides_must_allow(named: str) -> None:
    grant = policy(_granted_to({"AWS": named}))
    asked = request(owner=OTHER_ACCOUNT)
    assert evaluate(asked, Layers(identity=(YES,), resource_policy=grant)).verdict is ALLOWED
    for layers, layer in [
        (Layers(resource_policy=grant), Layer.IDENTITY),
        (Layers(identity=(YES,)), Layer.RESOURCE),
        (Layers(identity=(YES,), boundary=NOTHING, resource_policy=grant), Layer.BOUNDARY),
        (Layers(identity=(YES,), session=(NOTHING,), resource_policy=grant), Layer.SESSION),
    ]:
        decision = evaluate(asked, layers)
        assert (decision.verdict, decision.layer) == (IMPLICIT, layer)


def test_the_owner_is_taken_from_the_arn() -> None:
    queue = f"arn:aws:sqs:eu-west-1:{OTHER_ACCOUNT}:q"
    assert evaluate(request(resource=queue), Layers(identity=(YES,))).verdict is IMPLICIT


def test_root_is_allowed_in_its_account_and_bound_by_scps() -> None:
    asked = request(principal=ROOT)
    assert evaluate(asked, Layers()).verdict is ALLOWED
    assert evaluate(asked, Layers(boundary=NOTHING)).verdict is ALLOWED
    assert evaluate(asked, Layers(scps=((NOTHING,),))).verdict is IMPLICIT
    assert evaluate(asked, Layers(scps=((NO,),))).verdict is EXPLICIT
    foreign = request(principal=ROOT, owner=OTHER_ACCOUNT)
    assert evaluate(foreign, Layers()).verdict is IMPLICIT
    assert evaluate(foreign, _grant({"AWS": ACCOUNT})).verdict is ALLOWED
    role = request("sts:AssumeRole", TRUST, ROOT)
    assert evaluate(role, _grant({"AWS": ACCOUNT})).verdict is IMPLICIT


@pytest.mark.parametrize(
    ("principal", "named"),
    [
        ("ec2.amazonaws.com", {"Service": "ec2.amazonaws.com"}),
        ("ec2.amazonaws.com", "*"),
        ("*", "*"),
        (
            f"arn:aws:iam::{ACCOUNT}:saml-provider/corp",
            {"Federated": f"arn:aws:iam::{ACCOUNT}:saml-provider/corp"},
        ),
        ("accounts.google.com", {"Federated": "accounts.google.com"}),
    ],
)
def test_services_and_strangers_need_a_direct_grant(principal: str, named: Element) -> None:
    asked = request("sts:AssumeRole", TRUST, principal)
    assert evaluate(asked, Layers(identity=(YES,))).verdict is IMPLICIT
    assert evaluate(asked, _grant(named)).verdict is ALLOWED
    assert evaluate(asked, _grant({"AWS": ACCOUNT})).verdict is IMPLICIT
    without = Layers(scps=((NO,),), resource_policy=policy(_granted_to(named)))
    assert evaluate(asked, without).verdict is ALLOWED


def test_service_linked_roles_are_exempt_from_scps_and_rcps() -> None:
    layers = Layers(identity=(YES,), scps=((NO,),), rcps=((NO,),))
    assert evaluate(request(principal=LINKED), layers).verdict is ALLOWED


@pytest.mark.parametrize(("action", "resource"), [("sts:AssumeRole", TRUST), ("kms:Decrypt", KEY)])
def test_roles_and_keys_need_their_own_policy(action: str, resource: str) -> None:
    asked = request(action, resource)
    account, alice = policy(_granted_to({"AWS": ACCOUNT})), policy(_granted_to({"AWS": ALICE}))
    assert evaluate(asked, Layers(identity=(YES,))).verdict is IMPLICIT
    assert evaluate(asked, Layers(identity=(YES,), resource_policy=account)).verdict is ALLOWED
    assert evaluate(asked, Layers(resource_policy=account)).verdict is IMPLICIT
    assert evaluate(asked, Layers(resource_policy=alice)).verdict is ALLOWED


def test_kms_actions_without_a_key_need_no_key_policy() -> None:
    assert evaluate(request("kms:ListKeys", "*"), Layers(identity=(YES,))).verdict is ALLOWED


def test_a_trust_policy_needs_no_resource() -> None:
    trust: Statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": ALICE}}
    layers = Layers(resource_policy=policy(trust))
    assert evaluate(request("sts:AssumeRole", TRUST), layers).verdict is ALLOWED


def test_what_needs_no_permission() -> None:
    assert evaluate(request("sts:GetCallerIdentity", "*"), Layers(identity=(NO,))).allowed
    assert evaluate(request("sts:GetSessionToken", "*"), Layers()).allowed
    denied = evaluate(request("sts:GetSessionToken", "*"), Layers(identity=(NO,)))
    assert denied.verdict is EXPLICIT


_SPARED: list[tuple[str, list[str], bool]] = [
    (ALICE, [ALICE, ROOT], True),
    (ALICE, [ALICE], False),
    (ALICE, [ROOT], False),
    (f"arn:aws:iam::{ACCOUNT}:user/bob", [ALICE, ROOT], False),
    (SESSION, [SESSION, ROLE, ROOT], True),
    (SESSION, [ROLE, ROOT], False),
    (SESSION, [SESSION, ROOT], False),
]


@pytest.mark.parametrize(("principal", "names", "spared"), _SPARED)
def test_a_deny_with_not_principal(principal: str, names: list[str], spared: bool) -> None:
    statement: Statement = {**deny(), "NotPrincipal": {"AWS": [*names]}}
    layers = Layers(identity=(YES,), resource_policy=policy(statement))
    decision = evaluate(request(principal=principal), layers)
    assert (decision.verdict is ALLOWED) is spared


def test_a_deny_with_not_principal_hits_whoever_has_a_boundary() -> None:
    statement: Statement = {**deny(), "NotPrincipal": {"AWS": [ALICE, ROOT]}}
    layers = Layers(identity=(YES,), boundary=YES, resource_policy=policy(statement))
    assert evaluate(request(), layers).verdict is EXPLICIT


def test_the_decision_names_the_statements_that_apply() -> None:
    named = policy(allow("ec2:*"), allow("s3:*", Sid="Read"), deny("s3:Get*"), name="mine")
    decision = evaluate(request(), Layers(identity=(named,)))
    assert [(m.layer, m.policy, m.sid, m.statement_index) for m in decision.matched] == [
        (Layer.IDENTITY, "mine", "Read", 1),
        (Layer.IDENTITY, "mine", None, 2),
    ]
    assert decision.matched[0].line == 1
    assert decision.matched[0].column > 1


def test_the_decision_names_the_keys_that_are_missing() -> None:
    named = policy(
        allow(Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}}),
        allow(Condition={"StringEquals": {"aws:username": "bob"}}),
        allow("ec2:*", Condition={"StringEquals": {"ec2:Other": "x"}}),
    )
    decision = evaluate(request(), Layers(identity=(named,)))
    assert decision.missing_context_keys == ("aws:MultiFactorAuthPresent",)


def test_each_layer_has_a_verdict_of_its_own() -> None:
    decision = evaluate(request(), Layers(identity=(YES,), boundary=NOTHING, scps=((NO,),)))
    assert [(answer.layer, answer.verdict) for answer in decision.answers] == [
        (Layer.IDENTITY, ALLOWED),
        (Layer.BOUNDARY, IMPLICIT),
        (Layer.SCP, EXPLICIT),
    ]


@pytest.mark.parametrize(
    ("arn", "kind", "name"),
    [
        (f"arn:aws-cn:iam::{ACCOUNT}:user/a/b/c", PrincipalKind.USER, "c"),
        (ACCOUNT, PrincipalKind.ROOT, None),
        (SESSION, PrincipalKind.ROLE, "deploy"),
        ("lambda.amazonaws.com", PrincipalKind.SERVICE, "lambda.amazonaws.com"),
        ("*", PrincipalKind.ANONYMOUS, None),
    ],
)
def test_principals_are_told_apart(arn: str, kind: PrincipalKind, name: str | None) -> None:
    principal = Principal.parse(arn)
    assert (principal.kind, principal.name) == (kind, name)


@pytest.mark.parametrize("text", ["", "alice", "arn:aws:s3:::b", f"arn:aws:iam::{ACCOUNT}:user/"])
def test_what_is_no_principal_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="principal"):
        Principal.parse(text)


_ACTIONS = st.sampled_from(["*", "s3:*", "s3:Get*", "s3:GetObject", "ec2:*"])
_RESOURCES = st.sampled_from(["*", OBJECT, "arn:aws:s3:::*", "arn:aws:s3:::b*/${aws:username}"])
_CONDITIONS: st.SearchStrategy[dict[str, Element]] = st.sampled_from(
    [
        {},
        {"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}},
        {"Condition": {"StringNotEquals": {"aws:username": "bob"}}},
    ]
)


def _statement(effect: str, action: str, resource: str, more: dict[str, Element]) -> Statement:
    return {"Effect": effect, "Action": action, "Resource": resource, **more}


_STATEMENTS = st.builds(
    _statement, st.sampled_from(["Allow", "Deny"]), _ACTIONS, _RESOURCES, _CONDITIONS
)
_DENIES = st.builds(_statement, st.just("Deny"), _ACTIONS, _RESOURCES, _CONDITIONS)
_ORDER = [EXPLICIT, IMPLICIT, Verdict.CONDITIONAL, ALLOWED]


def _rank(decision: Decision) -> int:
    return _ORDER.index(decision.verdict)


@given(st.lists(_STATEMENTS, max_size=4), _DENIES, st.booleans())
def test_another_deny_never_allows_more(
    statements: list[Statement], another: Statement, partial: bool
) -> None:
    asked = request(partial=partial)
    before = evaluate(asked, Layers(identity=(policy(*statements),)))
    after = evaluate(asked, Layers(identity=(policy(*statements, another),)))
    assert _rank(after) <= _rank(before)


@given(st.lists(_STATEMENTS, max_size=4), st.lists(_STATEMENTS, max_size=3))
def test_a_limit_never_allows_more(own: list[Statement], limit: list[Statement]) -> None:
    identity, other = (policy(*own),), policy(*limit)
    before = evaluate(request(), Layers(identity=identity))
    for layers in (
        Layers(identity=identity, boundary=other),
        Layers(identity=identity, session=(other,)),
        Layers(identity=identity, scps=((other,),)),
        Layers(identity=identity, rcps=((other,),)),
    ):
        assert _rank(evaluate(request(), layers)) <= _rank(before)
