"""Talking in a case: messages change nothing but what they answer, a question moves the ball and a clock, and it comes back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from makegood.accounts import Principal, PrincipalRole
from makegood.cases import (
    QUICK_REPLIES,
    Message,
    Role,
    Stage,
    case_view,
    event_name,
    fold,
    messages_of,
    refusals,
    replies_for,
    unread,
)
from makegood.cases import commands as c
from makegood.cases.model import CaseState, Favour, PauseReason
from makegood.cases.responses import Response, responses_of
from makegood.cases.store import StoredCase, StoredEvent
from makegood.cases.terms import DEFAULT_LIMITS
from makegood.kit.errors import Refused
from tests.cases.promises_world import PromisedStory
from tests.cases.stories import DAY, GIVEN, HOUR, NOON, RETURN, B, C, D, M, S, Story, Y, opens

SAY, ASK_BUYER, ASK_MERCHANT = c.Say("hello"), c.Ask(B, "Which colour?"), c.Ask(M, "Where to?")

SAID = [(given, who) for given in GIVEN for who in (B, M, D, S, C)]
"""Everybody, at every stage and after every end."""
ASKED = [
    # given, who asks, whom, and may they
    ("asked", M, B, None),
    ("asked", B, M, "not_your_move"),
    ("asked", D, B, "not_your_move"),
    ("refused", B, M, None),
    ("refused", M, B, "not_your_move"),
    ("granted", B, M, None),
    ("called in by the buyer", M, B, None),
    ("called in by the buyer", B, M, "not_your_ball"),
    ("called in by the merchant", B, M, None),
    ("both heard", D, B, None),
    ("both heard", D, M, None),
    ("both heard", S, M, "not_your_move"),
    ("handed up", S, B, None),
    ("handed up", D, B, "not_your_move"),
    ("received", M, B, "not_in_this_stage"),
    ("on the way back", B, M, "not_in_this_stage"),
    ("refunding", B, M, "not_in_this_stage"),
    ("held", D, B, "not_in_this_stage"),
    ("settled", B, M, "case_ended"),
    ("paused", M, B, "clock_already_paused"),
    ("asked", M, M, "nobody_to_ask"),
    ("asked", M, D, "nobody_to_ask"),
    ("asked", M, C, "nobody_to_ask"),
]


def playing(given: str) -> Story:
    """A story up to what is given."""
    return Story().plays(GIVEN[given])


@pytest.mark.parametrize(("given", "who"), SAID)
def test_everybody_writes_at_every_stage_and_nothing_else_changes(given: str, who: Role) -> None:
    story = playing(given)
    before = story.case
    story.now += timedelta(minutes=5)
    decision = story.does(who, SAY)
    assert [event_name(each.event) for each in decision.recorded] == ["case.message_posted"]
    assert without_talk(story.case) == without_talk(before)
    assert fold(story.recorded) == story.case


def without_talk(state: CaseState) -> dict[str, object]:
    left_out = ("version", "updated_at", "said")
    return {name: getattr(state, name) for name in state.__struct_fields__ if name not in left_out}


@pytest.mark.parametrize(("given", "who", "to", "refused"), ASKED)
def test_who_may_ask(given: str, who: Role, to: Role, refused: str | None) -> None:
    story = playing(given)
    if refused:
        with pytest.raises(Refused) as refusal:
            story.does(who, c.Ask(to, "Why?"))
        assert refusal.value.code() == refused
        return
    stage = story.case.stage
    story.does(who, c.Ask(to, "Why?"))
    assert (story.case.owner, story.case.stage) == (to, stage)
    assert story.case.question is not None
    assert (story.case.question.by, story.case.question.to) == (who, to)


def test_the_answer_gives_the_ball_back_with_what_was_left_of_the_clock() -> None:
    story = playing("asked")
    story.now += 10 * HOUR
    story.does(M, ASK_BUYER)
    assert story.case.due_at == story.now + 48 * HOUR
    story.now += 20 * HOUR
    decision = story.does(B, c.Say("Green."))
    assert decision.recorded[-1].event.answers  # type: ignore[union-attr]
    assert (story.case.owner, story.case.question) == (M, None)
    assert story.case.due_at == story.now + 38 * HOUR
    assert story.case.ball_since == story.now - 10 * HOUR
    assert story.case.remind_at == story.now + 28.5 * HOUR


def test_the_asked_party_stays_silent_and_the_ball_goes_back() -> None:
    story = playing("asked")
    story.does(M, ASK_BUYER)
    reminded = story.waits()
    assert event_name(reminded.recorded[0].event) == "case.reminder"
    lapsed = story.waits()
    assert event_name(lapsed.recorded[0].event) == "case.question_lapsed"
    assert lapsed.recorded[0].event.by_silence
    assert (story.case.owner, story.case.question, story.case.stage) == (M, None, Stage.AWAITING_MERCHANT)
    assert story.case.due_at == story.now + 48 * HOUR
    assert story.stays_silent().after.stage is Stage.AWAITING_RETURN


def test_others_may_write_while_a_question_stands_and_it_stays() -> None:
    story = playing("both heard")
    story.does(D, ASK_BUYER)
    due = story.case.due_at
    for who in (M, D, C):
        story.does(who, SAY)
    assert (story.case.owner, story.case.due_at) == (B, due)
    story.does(B, SAY)
    assert story.case.owner is D


def test_one_question_stands_at_a_time() -> None:
    story = playing("asked")
    story.does(M, ASK_BUYER)
    for who, command in ((M, ASK_BUYER), (D, c.PauseClock(PauseReason.JOINT, "both"))):
        with pytest.raises(refusals.QuestionStands):
            story.does(who, command)


@pytest.mark.parametrize(
    ("who", "command", "stage"),
    [
        (M, c.Approve(), Stage.AWAITING_RETURN),
        (B, c.Withdraw(), Stage.WITHDRAWN),
        (B, c.Escalate(), Stage.DISPUTE_EVIDENCE),
        (B, c.Revise(RETURN, None, 500), Stage.AWAITING_MERCHANT),
    ],
)
def test_what_leads_on_ends_the_question(who: Role, command: c.Command, stage: Stage) -> None:
    story = playing("asked")
    story.does(M, ASK_BUYER)
    story.does(who, command)
    assert (story.case.stage, story.case.question) == (stage, None)


def test_a_party_asks_three_times_in_a_case() -> None:
    story = playing("asked")
    for _ in range(DEFAULT_LIMITS["questions"]):
        story.does(M, ASK_BUYER)
        story.does(B, SAY)
    with pytest.raises(refusals.NoQuestionsLeft):
        story.does(M, ASK_BUYER)
    story.plays([(M, c.Refuse("used"))]).does(B, ASK_MERCHANT)  # the other party has its own


def test_however_much_is_asked_silence_comes_to_an_end() -> None:
    """Everybody asks whenever they may and answers nothing: the case still ends, and not late."""
    story = Story().plays([opens()])
    asked = 0
    while story.case.stage.is_open:
        who = story.case.owner
        try:
            assert who is not None
            story.does(who, c.Ask(M if who is B else B, "And?"))
            asked += 1
        except Refused:
            story.waits()
        assert asked <= 4 * DEFAULT_LIMITS["questions"]
    assert story.now < NOON + 60 * DAY


def test_a_message_has_content() -> None:
    story = playing("asked")
    for empty in (c.Say(), c.Say("  \n")):
        with pytest.raises(refusals.NothingSaid):
            story.does(B, empty)
    story.does(B, c.Say(reply="thank_you"))


def test_a_party_has_so_many_messages_and_no_more() -> None:
    story = playing("asked")
    for _ in range(DEFAULT_LIMITS["messages"]):
        story.does(B, SAY)
    with pytest.raises(refusals.NoMessagesLeft):
        story.does(B, SAY)
    story.does(M, SAY)


@pytest.mark.parametrize(("who", "reply"), [(M, "goods_intact"), (B, "evidence_please"), (B, "nothing_such")])
def test_a_reply_is_of_its_roles(who: Role, reply: str) -> None:
    with pytest.raises(refusals.NoSuchReply):
        playing("asked").does(who, c.Say(reply=reply))


def test_a_reply_tells_its_facts_where_the_packs_ask() -> None:
    story = PromisedStory()
    story.does(B, c.OpenCase(RETURN, (c.ItemAsked(1),), "no_reason"))
    assert story.case.terms.may_refuse
    decision = story.does(B, c.Say(reply="goods_intact", facts={"seal_broken": False}))
    assert [event_name(each.event) for each in decision.recorded] == [
        "case.facts_supplied",
        "case.message_posted",
    ]
    assert {fact.name: fact.value for fact in story.case.given} == {"intact": True, "seal_broken": False}
    assert not story.case.terms.may_refuse


def test_facts_in_a_message_are_told_only_where_facts_are() -> None:
    with pytest.raises(Refused) as refusal:
        playing("asked").does(B, c.Say("so", facts={"intact": True}))
    assert refusal.value.code() == "nothing_to_tell"
    with pytest.raises(Refused) as refusal:
        playing("settled").does(B, c.Say("so", facts={"intact": True}))
    assert refusal.value.code() == "case_ended"
    assert playing("settled").does(B, c.Say(reply="thank_you")).recorded


def test_an_answer_may_carry_facts() -> None:
    story = PromisedStory()
    story.does(B, c.OpenCase(RETURN, (c.ItemAsked(1),), "no_reason"))
    story.does(M, ASK_BUYER)
    story.does(B, c.Say("It is.", facts={"intact": True}))
    assert (story.case.owner, story.case.question, len(story.case.given)) == (M, None, 1)


def test_files_must_be_ones_own() -> None:
    with pytest.raises(refusals.NoSuchFile):
        playing("asked").does(B, c.Say("look", files=("17",)))


def test_flags_are_of_the_parties_words() -> None:
    story = playing("asked")
    flagged = story.does(M, c.Say("加微信，支付宝转账给你")).recorded[0].event
    assert flagged.flags == ("off_platform_contact", "off_platform_payment")  # type: ignore[union-attr]
    assert story.does(D, c.Say("加微信")).recorded[0].event.flags == ()  # type: ignore[union-attr]


RESPONSES = [
    # given, what is done after how many hours each, the responses: party, kind, hours, answered
    ("asked", [(5, M, c.Refuse("used"))], [(M, "ball", 5, True)]),
    ("asked", [(5, B, c.Withdraw())], []),
    (
        "asked",
        [(5, M, ASK_BUYER), (7, B, SAY), (3, M, c.Approve())],
        [(B, "question", 7, True), (M, "ball", 8, True)],
    ),
    ("asked", [(5, M, ASK_BUYER), (7, M, c.Approve())], [(M, "ball", 5, True)]),
    ("asked", [(5, M, ASK_BUYER), (48, Y, c.Tick())], [(B, "question", 48, False)]),
    ("asked", [(48, Y, c.Tick())], [(M, "ball", 48, False)]),
    ("asked", [(5, B, SAY), (1, M, SAY), (1, M, c.Approve())], [(M, "ball", 7, True)]),
    ("both heard", [(9, S, c.Rule(Favour.BUYER, "so"))], [(D, "ball", 9, True)]),
    (
        "asked",
        [(5, D, c.PauseClock(PauseReason.JOINT, "both")), (100, D, c.ResumeClock()), (2, M, c.Approve())],
        [(M, "ball", 7, True)],
    ),
]


@pytest.mark.parametrize(("given", "does", "expected"), RESPONSES)
def test_responses_are_measured(
    given: str, does: list[tuple[int, Role, c.Command]], expected: list[tuple[Role, str, int, bool]]
) -> None:
    story = playing(given)
    found: list[Response] = []
    for hours, who, command in does:
        story.now += hours * HOUR
        found += responses_of(story.does(who, command))
    assert [
        (r.party, r.kind, (r.ended_at - r.asked_at) // HOUR, r.answered_at is not None) for r in found
    ] == expected


def seen_by(story: Story, role: PrincipalRole) -> list[Message]:
    events = [StoredEvent(r.actor, r.at, r.event, n, r.who) for n, r in enumerate(story.recorded, 1)]
    view = case_view(StoredCase(story.case, events), story.order, Principal(role, 7), "en", story.now)
    return messages_of(view)


def test_the_thread_is_all_that_people_wrote() -> None:
    story = Story().plays(
        [
            (B, c.OpenCase(RETURN, (c.ItemAsked(1),), "quality", note="The tea is wet.")),
            (M, c.Say("Sorry!", reply="send_photos")),
            (M, c.Ask(B, "Which tin?")),
            (B, c.Say("The third.")),
            (M, c.MakeOffer(500, note="For the third.")),
            (B, c.Escalate("They offer too little.", is_all=True)),
            (M, c.AddStatement("Only one tin is wet.", is_all=True)),
            (D, c.HandUp("for the senior only")),
        ]
    )
    thread = seen_by(story, PrincipalRole.BUYER)
    assert [(m.by, m.kind, m.text) for m in thread] == [
        (B, "noted", "The tea is wet."),
        (M, "said", "Sorry!"),
        (M, "asked", "Which tin?"),
        (B, "said", "The third."),
        (M, "noted", "For the third."),
        (B, "noted", "They offer too little."),
        (M, "noted", "Only one tin is wet."),
    ]
    assert (thread[1].reply, thread[2].to, thread[3].answers) == ("send_photos", B, True)
    assert unread(thread, (B,), 0) == 1
    assert unread(thread, (M,), 0) == 0
    assert unread(thread, (D,), thread[3].seq) == 3


def test_abuse_is_told_to_the_desk_and_ways_off_the_platform_to_all() -> None:
    story = playing("asked")
    story.does(M, c.Say("加微信，傻逼"))
    told = {role: seen_by(story, role)[-1].flags for role in (PrincipalRole.BUYER, PrincipalRole.DESK)}
    assert told == {
        PrincipalRole.BUYER: ("off_platform_contact",),
        PrincipalRole.DESK: ("off_platform_contact", "abuse"),
    }


def test_fixed_texts_are_whole() -> None:
    for code, reply in QUICK_REPLIES.items():
        assert code == reply.code
        assert reply.en
        assert reply.zh
        assert reply.roles
        assert reply.stages
    assert "goods_intact" in {reply.code for reply in replies_for(frozenset({B}), Stage.AWAITING_MERCHANT)}
    assert replies_for(frozenset({Role.PROCESSOR}), Stage.AWAITING_MERCHANT) == ()
