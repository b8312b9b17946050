"""PURE: long passwords that are on every attacker's list, in lower case. Shorter ones are refused for their length.

From public studies of leaked passwords, those of twelve characters and more, and the ways in which short ones are
commonly made longer. Patterns (one character or word repeated, runs along the keyboard) are found by rule.
"""

COMMON = frozenset(
    """
    123456789012 1234567890123 12345678901234 123456789123 123123123123 112233445566 111222333444 121212121212
    abcdefghijkl abc123456789 abcd12345678 abcdef123456 a1b2c3d4e5f6 1q2w3e4r5t6y 1q2w3e4r5t6y7u 1qaz2wsx3edc
    1qaz2wsx3edc4rfv q1w2e3r4t5y6 qazwsxedcrfv qwertyuiop12 qwertyuiop123 qwerty123456 qwertyuiop[] asdfghjkl123
    zxcvbnm12345 qwertyuiopasdfghjkl password1234 password12345 password123456 password1234567 passwordpassword
    mypassword123 mypassword1 mypassword12 newpassword1 newpassword12 oldpassword1 thisismypassword changeme1234
    changeme12345 letmein12345 letmein123456 letmeinplease welcome12345 welcome123456 administrator
    administrator1 admin1234567 admin12345678 adminadmin12 superadmin123 rootroot1234 testtest1234 test12345678
    testpassword guest1234567 defaultpassword temppassword temporary123 trustno1trustno1 iloveyou1234 iloveyou12345
    iloveyouforever ilovemyfamily iloveyousomuch sunshine1234 princess1234 football1234 baseball1234
    superman1234 batman123456 dragon123456 monkey123456 shadow123456 master123456 michael12345 jennifer1234
    charlie12345 computer1234 internet1234 samsung12345 whatever1234 liverpool123 manchester123 chelsea12345
    arsenal12345 barcelona123 realmadrid123 pokemon12345 starwars1234 minecraft123 fortnite1234 naruto123456
    unbelievable chocolate123 strawberry123 butterfly123 christopher1 christopher123 elizabeth123 alexander123
    correcthorsebatterystaple password1password1 passw0rd1234 p@ssw0rd1234
    p@ssword1234 passwort1234 motdepasse123 contraseña123 contrasena123 senha1234567 woaini1314520 woaini5201314
    5201314woaini woaini123456 woaiwojia123 zhang1234567 wang12345678 aini12345678 woaini5201314 1314520woaini
    5201314520131 wodemima1234 wodemima123456 mima12345678 taobao123456 alibaba12345 tmall1234567 jingdong1234
    weixin123456 zhongguo1234 zhonghua1234 beijing12345 shanghai1234 dearbook1234 000000000000 987654321000
    0987654321098 147258369000 147258369147 159753159753 741852963741 789456123000 123654789123 123321123321
    secretpassword supersecret123 opensesame123 summer202420 winter202420 summer2024summer spring2025spring
    autumn2025autumn winter2025winter company12345 customer12345 merchant12345 operator12345 returns12345
    aftersales123 aftersales1234 makegood1234
    """.split()  # noqa: SIM905
) | {"correct horse battery staple"}
