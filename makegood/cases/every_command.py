"""PURE: every command of a case by its name, those of the families too."""

from makegood.cases import commands as c
from makegood.cases.families.advance import commands as advance
from makegood.cases.families.cancellation import commands as cancellation
from makegood.cases.families.chargeback import commands as chargeback
from makegood.cases.families.court_papers import commands as court_papers
from makegood.cases.families.evidence_window import commands as evidence_window
from makegood.cases.families.jury import commands as jury
from makegood.cases.families.order_change import commands as order_change
from makegood.cases.families.reception import commands as reception
from makegood.cases.families.repair import commands as repair
from makegood.cases.families.replacement import commands as replacement
from makegood.cases.families.second_review import commands as second_review
from makegood.cases.families.virtual import commands as virtual

COMMANDS: dict[str, type[c.Command]] = {
    command.name: command
    for command in (
        c.OpenCase, c.Approve, c.Refuse, c.MakeOffer, c.Accept, c.Revise, c.Withdraw, c.Escalate,
        c.AddStatement, c.Rule, c.HandUp, c.ShipReturn, c.ReportLost, c.Receive, c.WaiveReturn, c.Inspect,
        c.RecordRefund, c.RetryRefund, c.RedirectRefund, c.Reopen, c.PauseClock, c.ResumeClock,
        c.SupplyFacts, c.Say, c.Ask, c.Appeal, c.TakeBackAppeal, c.RuleOnAppeal, c.Tick,
        order_change.GrantChange, order_change.DeclineChange, order_change.ReportLeft,
        reception.ShipMore, reception.RefuseParcel, reception.SendBack, reception.GradeUnits,
        cancellation.ConfirmUnshipped, cancellation.ReportShipped, cancellation.RecordInterception,
        replacement.ShipReplacement, replacement.CannotReplace, replacement.ChooseRefund, replacement.PayDifference,
        replacement.RecordPayment, replacement.ConfirmArrival, replacement.ReplacementLost,
        repair.Diagnose, repair.AcceptQuote, repair.DeclineQuote, repair.RecordRepairPayment, repair.WaitForParts,
        repair.PartsArrived, repair.SendRepaired, repair.SendUnrepaired, repair.ReportUnrepairable,
        evidence_window.SaidEverything,
        evidence_window.ExtendEvidence, evidence_window.ProposeExtension, evidence_window.ProposeSuspension,
        evidence_window.AgreeStandstill, evidence_window.ShowAcceptance, court_papers.BindRuling,
        second_review.ConfirmRuling, second_review.ReturnRuling,
        jury.AgreeJury, jury.CallJury, jury.DismissJury, jury.RecordVerdict,
        repair.KeepWaiting, repair.TakeRefund, repair.TakeReplacement, repair.ConfirmRepaired,
        repair.ReportStillFaulty, repair.NoteLoaner, advance.NotePickup, virtual.Revoke,
        chargeback.ReduceRefund, chargeback.ResumeRefund,
    )
}  # fmt: skip
"""Every command by its name."""
