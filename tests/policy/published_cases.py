"""PURE: more cases that courts have decided and published, told as tests/policy/adjudicated_cases.py tells them.

Their courts, dates and amounts are as published where they are given; days that were not published are made up.
"""

from __future__ import annotations

from tests.policy.adjudicated_cases import AdjudicatedCase, told

PUBLISHED = (
    AdjudicatedCase(
        "a cart for shopping, refunded and kept",
        "Licheng District Court, Jinan; bought on 9 October 2023",
        "A folding cart of 43 yuan. The buyer said that it was faulty; the platform refunded it without a return, and the cart "
        "is gone. No fault is shown: the price goes back to the seller, its costs of 2,010 yuan are not shown either.",
        told(
            "2023-10-09", "2023-10-20", reason="quality", remedy="refund_only", goods_kind="bags", price=4_300, paid=4_300,
            refunded_before=4_300,
        ),
        buyer={"defect_visible": True},
        claimed=(4_300, 0),
        winner="merchant",
        buyer_pays=4_300,
        then={"ruling": "restore", "mark.merchant_did_not_agree": "yes"},
    ),
    AdjudicatedCase(
        "a used handbag, “no claims once the deal is closed”",
        "SPC typical cases of 15 March 2023, case 10",
        "A dealer in luxury sold a used bag of 14,000 yuan as genuine, to be paid on delivery; a report says that it is not, "
        "and the buyer sent it back. That paying accepts the goods, and that nothing is claimed afterwards, are void terms.",
        told(
            "2022-03-01", "2022-03-20", reason="counterfeit", remedy="return_refund", goods_kind="bags",
            traits=["second_hand", "luxury"], stated=["genuine"], receipt_confirmed=True, goods_state="returned",
            price=1_400_000, paid=1_400_000,
        ),
        buyer={"not_as_stated": ["genuine"], "void_term_relied_on": True},
        tied=("inspection_report inspection_report buyer",),
        claimed=(1_400_000, 0),
        winner="consumer",
        refund=1_400_000,
        then={"mark.void_term": "yes", "remedy.return_refund": "open"},
    ),
    AdjudicatedCase(
        "a used laptop from somebody who sells many",
        "SPC typical cases of 15 March 2023, case 6",
        "A laptop sold as used, as good as new, by somebody who said that it was their own; the account had sold many "
        "computers of that make. The maker's service finds it taken apart and with foreign parts. Price and number made up.",
        told(
            "2019-09-01", "2019-09-10", reason="not_as_described", remedy="return_refund", goods_kind="computer",
            traits=["second_hand"], seller_kind="private", like_sales=12, stated=["original_parts", "condition"],
            price=300_000, paid=300_000,
        ),
        buyer={"not_as_stated": ["original_parts", "condition"], "defect_visible": False},
        tied=("inspection_report brand_report buyer",),
        claimed=(300_000, 900_000),
        winner="consumer",
        refund=300_000,
        punitive=900_000,
        then={"mark.seller_may_be_business": "none", "ruling": "return_refund"},
    ),
    AdjudicatedCase(
        "374 game accounts bought at fourteen",
        "SPC typical cases on minors of 1 March 2022",
        "A child of fourteen bought 374 game accounts in seven payments, 36,652 yuan; the parents, who had not known, said so "
        "to the shop the next day. Nothing shows that such a purchase suits the age: all of it goes back.",
        told(
            "2021-03-01", "2021-03-04", reason="other", remedy="refund_only", goods_kind="virtual", traits=["virtual"],
            quantity=374, price=3_665_200, paid=3_665_200,
        ),
        buyer={"buyer_age": "eight_to_seventeen", "guardian_agreed": False},
        claimed=(3_665_200, 0),
        winner="consumer",
        refund=3_665_200,
        then={"remedy.refund_only": "open", "human_review": "yes", "ruling": "refund_only"},
    ),
    AdjudicatedCase(
        "slimming sweets without a date",
        "Second Intermediate Court, Chongqing",
        "Four boxes of sweets, 1,475.60 yuan: neither box nor packet bears a date, and the maker's address does not exist. The "
        "shop had not inspected what it bought in. The first court gave three times the price, the second ten.",
        told(
            "2018-03-01", "2018-03-20", reason="unsafe_food", remedy="return_refund", goods_kind="food", quantity=4,
            price=147_560, paid=147_560,
        ),
        buyer={"food_signs": ["no_label"], "defect_visible": True},
        tied=("buyer_proof photo buyer",),
        claimed=(147_560, 1_475_600),
        winner="consumer",
        refund=147_560,
        punitive=1_475_600,
    ),
    AdjudicatedCase(
        "biscuits with an herb, bought again and again",
        "Shanghai Railway Court, (2021) Hu 7101 Min Chu 345; SPC typical cases of 30 November 2023, case 3",
        "Thirty packets of biscuits for 516 yuan; the buyer found that they contain an herb that may not be in them, and then "
        "bought 200 more. All 4,176 yuan come back for the biscuits; ten times are given for the first thirty packets only.",
        told(
            "2020-12-15", "2021-03-10", reason="unsafe_food", remedy="return_refund", goods_kind="food", quantity=230,
            seller_is_producer=True, bought_before_knowing=51_600, price=417_600, paid=417_600,
        ),
        buyer={"food_signs": ["forbidden_ingredient"], "defect_visible": True},
        merchant={"bought_knowingly": True},
        tied=("buyer_proof photo buyer", "bought_knowingly order_snapshot merchant"),
        claimed=(417_600, 4_176_000),
        winner="split",
        refund=417_600,
        punitive=516_000,
        then={"ruling": "return_refund"},
    ),
    AdjudicatedCase(
        "spirits of another make",
        "SPC typical cases of 30 November 2023, case 1",
        "Twenty-four bottles of spirits in two purchases, 11,160 and 10,937 yuan; the distillery certifies that it did not "
        "make them. Food sold under another's brand is unsafe food.",
        told(
            "2021-11-17", "2021-12-20", reason="counterfeit", remedy="return_refund", goods_kind="food", quantity=24,
            stated=["genuine"], price=2_209_700, paid=2_209_700,
        ),
        buyer={"food_signs": ["counterfeit"], "not_as_stated": ["genuine"]},
        tied=("inspection_report brand_report buyer",),
        claimed=(2_209_700, 22_097_000),
        winner="consumer",
        refund=2_209_700,
        punitive=22_097_000,
    ),
    AdjudicatedCase(
        "one bottle, “genuine guaranteed”",
        "Fourth Intermediate Court, Beijing; bought on 20 January 2025",
        "A bottle of spirits for 1,474.89 yuan from a shop that promised genuine goods; the maker says that it is a fake.",
        told(
            "2025-01-20", "2025-02-20", reason="counterfeit", remedy="return_refund", goods_kind="food", quantity=1,
            stated=["genuine"], price=147_489, paid=147_489,
        ),
        buyer={"food_signs": ["counterfeit"], "not_as_stated": ["genuine"]},
        tied=("inspection_report brand_report buyer",),
        claimed=(147_489, 1_474_890),
        winner="consumer",
        refund=147_489,
        punitive=1_474_890,
    ),
    AdjudicatedCase(
        "announced for 49 yuan, charged at 69",
        "Beijing; SPC typical cases of 15 June 2015 (Wang v Xiaomi)",
        "A power bank was advertised for 49 yuan on the day of a sale and charged at 69. The seller speaks of a slip and shows "
        "nothing; three times the price is less than the least amount of the law.",
        told(
            "2014-04-08", "2014-04-20", reason="not_as_described", remedy="return_refund", goods_kind="electronics",
            stated=["price"], price=6_900, paid=6_900,
        ),
        buyer={"not_as_stated": ["price"], "defect_visible": True},
        tied=("buyer_proof order_snapshot buyer", "record_shows_otherwise order_snapshot buyer"),
        claimed=(6_900, 50_000),
        winner="consumer",
        refund=6_900,
        punitive=50_000,
        then={"ruling": "return_refund"},
    ),
    AdjudicatedCase(
        "the first two orders are free, and the winners do not exist",
        "Reported on 1 December 2025; the court is not named. Bought on 13 February 2025",
        "“The first two who order pay nothing.” The buyer was among them; the shop named two orders that the platform's "
        "records do not know. The price comes back, and inventing winners is deceit. Price made up.",
        told(
            "2025-02-13", "2025-03-01", reason="other", remedy="refund_only", goods_kind="other", channel="live",
            free_order_promised=True, promise_depends_on="among_the_first", promised_places=2, paid_rank=1,
            paid_at="2025-02-13T22:00:02+08:00", stated=["reward"], price=20_000, paid=20_000,
        ),
        buyer={"not_as_stated": ["reward"]},
        tied=("record_shows_otherwise website_log buyer",),
        claimed=(20_000, 60_000),
        winner="consumer",
        refund=20_000,
        punitive=60_000,
        then={"ruling": "refund_only"},
    ),
    AdjudicatedCase(
        "a used bracelet from a private person",
        "Louxing District Court, Loudi, 2019",
        "A bracelet of 33,800 yuan, said to be bought at the maker's counter; a report says that it is not of its make. The "
        "platform had ruled for a return, and the buyer sent it. A person who sells what she once bought owes no three times.",
        told(
            "2019-03-01", "2019-03-20", reason="counterfeit", remedy="return_refund", goods_kind="jewellery",
            traits=["second_hand", "luxury"], seller_kind="private", stated=["genuine"], goods_state="returned",
            price=3_380_000, paid=3_380_000,
        ),
        buyer={"not_as_stated": ["genuine"]},
        tied=("inspection_report inspection_report buyer",),
        claimed=(3_380_000, 10_140_000),
        winner="split",
        refund=3_380_000,
        then={"compensation": "none"},
    ),
    AdjudicatedCase(
        "a suit with a fault, a part of its price refunded",
        "Published by a court of Huai'an, April 2024",
        "A suit of 159.60 yuan had a fault; 60 yuan were refunded and the buyer kept it. The merchant, whom the platform had "
        "fined, wants the money back and shows no bad faith; its claim is dismissed. That it was photographed is made up.",
        told(
            "2023-03-01", "2023-03-10", reason="quality", remedy="refund_only", goods_kind="apparel", price=15_960,
            paid=15_960, refunded_before=6_000,
        ),
        buyer={"defect_visible": True},
        tied=("buyer_proof photo buyer", "refund_ground photo buyer"),
        claimed=(6_000, 0),
        winner="consumer",
        refund=6_000,
        then={"mark.merchant_did_not_agree": "none"},
    ),
    AdjudicatedCase(
        "a bracelet that the merchant says came back scratched",
        "SPC, published in July 2025",
        "A bracelet of 91,500 yuan went back within seven days as the merchant wanted, with its courier, who looked at it "
        "and took photos; the buyer had filmed it before. The merchant says that it is scratched. It bears that.",
        told(
            "2024-03-01", "2024-03-06", reason="no_reason", remedy="return_refund", goods_kind="jewellery",
            traits=["luxury"], goods_state="returned", price=9_150_000, paid=9_150_000,
        ),
        buyer={"intact": True},
        merchant={"intact": False},
        tied=("intact photo merchant", "intact video buyer against", "intact photo buyer against"),
        weighed={"intact": False},
        claimed=(9_150_000, 0),
        winner="consumer",
        refund=9_150_000,
        then={"ruling": "return_refund", "remedy.return_refund": "open"},
    ),
    AdjudicatedCase(
        "fifteen belts, most of which went back",
        "Reported by Beijing Daily on 25 June 2025",
        "Somebody who had bought fifteen belts in a sale wants to send them back within seven days, 2,305 yuan. The shop says "
        "that who buys so many and returns so much has no such right; the law says nothing of it. The buyer pays the way back.",
        told(
            "2024-03-01", "2024-03-06", reason="no_reason", remedy="return_refund", goods_kind="apparel", quantity=15,
            price=230_500, paid=230_500,
        ),
        buyer={"intact": True},
        claimed=(230_500, 0),
        winner="consumer",
        refund=230_500,
        then={"ruling": "return_refund", "freight.return": "buyer", "merchant_may_refuse": "no"},
    ),
)  # fmt: skip
