"""PURE: what people of the demo say to each other in its cases, ask each other and show, story by story."""

from makegood.demo.story import Step, asks, reads, says, ties

OPENING_PHOTOS: dict[str, tuple[str, ...]] = {
    "cherries-soft": ("cherries", "parcel"),
    "tea-damp": ("tea-seal",),
    "puer-mould": ("tea-mould",),
    "trail-sole": ("shoe-sole",),
    "bookcase-dent": ("panel-dent",),
    "lamp-shade": ("shade-torn",),
    "n7-two-charging": ("phone-line",),
}
"""What the buyer shows with the request."""

IN_CHINESE: dict[str, tuple[Step, ...]] = {
    "cherries-soft": (
        reads(1, "merchant"),
        says(1.5, "merchant", "亲，照片看到了，给您添麻烦了。我们正在和果园核对这一批的采摘时间，今天内给您答复。"),
        says(2.2, "buyer", "好的，坏果我先留着没扔，需要的话可以再拍。"),
    ),
    "teaset-unsure": (
        asks(5, "merchant", "buyer", "您好，方便确认一下茶具是否沾过茶水、配件和包装盒是否齐全吗？确认后马上为您处理。"),
    ),
    "loafers-tight": (
        says(2, "buyer", reply="goods_intact"),
        reads(3, "merchant"),
        says(3.5, "merchant", reply="looking_into_it"),
    ),
    "n7-two-charging": (
        asks(10, "merchant", "buyer", "麻烦您提供两台手机的序列号，以及“电池健康”页面的截图，我们先远程检测一下。"),
    ),
    "n7-lite-restarts": (
        says(6, "buyer", "今天上午又重启了两次，正在导航的时候。"),
        reads(8, "merchant"),
        says(
            8.5, "merchant",
            "亲，加个微信 beichen2688 详谈，您把售后撤销，我们微信转账补偿您 200 元，就不用走平台了。",
        ),
        reads(9, "buyer"),
        says(9.5, "buyer", reply="stay_on_the_platform"),
    ),
    "n7-inspection": (
        says(132, "buyer", "我寄出前拍了开机和外观视频，没有进过水，截图在这里。", photos=("phone-line",)),
        reads(134, "merchant"),
        says(140, "merchant", "检测时主板防水标已经变红，照片附上，请您核对。", photos=("phone-box",)),
        says(150, "buyer", "包装和封条完好，也可能是路上受潮，请平台看一下物流记录。"),
    ),
    "phone-not-received": (
        says(3, "merchant", reply="asked_the_carrier"),
        says(22, "buyer", "签收人写的是“李某”，我家没有姓李的。驿站的说明在照片里。", photos=("receipt",)),
        ties(22.2, "buyer", "delivery_proof"),
        says(26, "merchant", "已向京东物流提交异常核查，工单号 JD-881204，预计两个工作日。"),
        ties(26.2, "merchant", "delivery_proof", "parcel:1"),
    ),
    "charger-hot": (
        says(31, "buyer", "测温枪的照片，充电第十分钟拍的。", photos=("charger-hot",)),
        asks(66, "desk", "buyer", "请问测温时的室温大约是多少度？使用的是随盒附带的充电线吗？"),
        says(74, "buyer", "室温 24 度左右，线是盒子里那根，没换过。"),
        reads(80, "merchant"),
    ),
    "puer-mould": (
        reads(2, "merchant"),
        says(9, "merchant", reply="return_with_all"),
        says(38, "buyer", reply="sending_today"),
        says(121, "merchant", reply="return_arrived"),
    ),
    "trail-sole": (
        says(30, "buyer", "换了鞋垫还是磨，缝线是从大底冒出来的。"),
        reads(36, "merchant"),
        says(52, "merchant", "我们请质检同事再看一遍您的照片。"),
    ),
    "loafers-colour": (says(12, "merchant", reply="return_with_all"), says(48, "buyer", reply="sending_today")),
    "oranges-dry": (says(4, "merchant", "这批橙子水分确实偏少，给您退款，果子您自行处理就好。"), reads(27, "buyer")),
    "tea-damp": (says(3.5, "merchant", "茶叶不用寄回，退款已经同意了。"), says(5, "buyer", reply="thank_you")),
}  # fmt: skip

IN_ENGLISH: dict[str, tuple[Step, ...]] = {
    "chairs-too-low": (
        says(3, "merchant", "Thank you for telling us early. Are both chairs of the pair still in their wrapping?"),
        reads(5, "buyer"),
        says(6, "buyer", "Yes, both, and the box is not opened.", photos=("parcel",)),
    ),
    "bookcase-dent": (
        says(3, "buyer", "Here is the dent with a ruler beside it.", photos=("panel-dent",)),
        reads(20, "merchant"),
        says(27, "merchant", "We use the same kit in our own workshop; a joiner could come on Thursday."),
        says(29, "buyer", "It is through the veneer, so wax will not hold. I would rather keep it for less."),
        reads(30, "merchant"),
    ),
    "speaker-hum": (
        reads(2, "merchant"),
        says(5, "merchant", "Does the hum stop when nothing is plugged into the socket at the back?"),
        says(8, "buyer", "No, it is the same on battery alone."),
        says(
            21, "merchant",
            "If you take back the case we can refund you 60 dollars through PayPal, outside the platform.",
        ),
        reads(24, "buyer"),
    ),
    "lamp-shade": (
        says(20, "buyer", "The tear is 9 cm long; the frame is straight.", photos=("shade-torn",)),
        reads(30, "merchant"),
        says(60, "merchant", "We see the tear. Our carrier asks for the carton, which is why we asked for it."),
    ),
    "headphones-price": (
        says(6, "buyer", "The picture in the listing shows the adapter on the table beside the case."),
        reads(10, "merchant"),
    ),
    "cable-crackles": (
        asks(12, "merchant", "buyer", "Which length are the two cables that crackle, and what is the batch on the sleeve?"),
        says(13, "buyer", "Both 3 m, batch K2207. The third one is K2209 and is fine."),
    ),
    "desk-veneer": (
        says(3, "buyer", "It lifts more each evening when the heating is on."),
        reads(20, "merchant"),
    ),
}  # fmt: skip

CONVERSATIONS = IN_CHINESE | IN_ENGLISH
"""What is said in a story beside its steps, by the key of the story."""

TEMPLATES: dict[str, tuple[tuple[str, str], ...]] = {
    "walkwell": (
        ("寄回说明", "{buyer}您好，订单 {order} 的退货申请已同意。请寄到：{address}，最晚 {until}，吊牌和鞋盒一并寄回哦。"),
        ("尺码建议", "{buyer}您好，{item} 偏小半码左右，建议换大一码；若仍想退货，我们马上处理。"),
    ),
    "north-star": (
        ("索取检测截图", "{buyer}您好，为了尽快处理 {item} 的问题，麻烦提供序列号和“关于本机”的截图。"),
        ("已提交检测", "您退回的 {item} 已送检，结果会在 {until} 前告知，退款金额为 {refund}。"),
    ),
    "oak-and-ash": (
        ("Where to send it", "Dear {buyer}, please send {item} to {address}, before {until}."),
        ("We are sorry", "Dear {buyer}, we are sorry about {item}. We shall answer order {order} before {until}."),
    ),
}  # fmt: skip
"""Title and text of what shops write again and again, by the shop's key."""
