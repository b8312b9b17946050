"""A small hand-made history: Ann (100) and Ben (200) buy mugs and lamps; it has every kind of dirt and of credit."""

from __future__ import annotations

HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"
UK = "United Kingdom"

ROWS = [
    # number of the line in the file is 2 for the first
    "500001,22001,RED MUG,10,2010-12-01 08:00:00,1.25,100.0,UK",  # 2
    "500001,22002,BLUE LAMP,2,2010-12-01 08:00:00,10.00,100.0,UK",
    "500001,POST,POSTAGE,1,2010-12-01 08:00:00,4.00,100.0,UK",
    "500002,22001,RED MUG,6,2010-12-03 09:30:00,1.25,100.0,UK",  # 5
    "500003,22001,RED MUG,4,2010-12-03 10:00:00,1.00,100.0,UK",
    "500004,22003,TIN SIGN,3,2010-12-04 11:00:00,2.10,,UK",  # 7: nobody knows who
    "500004,22003,TIN SIGN,3,2010-12-04 11:00:00,2.10,,UK",  # 8: repeats
    "500005,22004,CANDLE,0,2010-12-04 12:00:00,0.50,200.0,UK",  # 9: stock
    "500005,22004,,-5,2010-12-04 12:00:00,0.00,,UK",  # 10: stock
    "500005,22004,CANDLE,1,2010-12-04 12:00:00,0.00,200.0,UK",  # 11: nothing paid
    "500006,PADS,PADS,1,2010-12-05 12:00:00,0.001,200.0,UK",  # 12: finer than a penny
    "A500007,B,Adjust bad debt,1,2010-12-05 12:10:00,-11062.06,,UK",  # 13
    "500008,22005,ODD,1,2010-12-05 12:20:00,-1.00,200.0,UK",  # 14
    "500009,M,Manual,1,2010-12-05 12:30:00,9.99,200.0,UK",  # 15
    "500010,DOT,DOTCOM POSTAGE,1,2010-12-05 12:40:00,7.50,200.0,UK",  # 16: no goods with it
    "500011,22006,CLOCK,one,2010-12-05 12:50:00,7.50,200.0,UK",  # 17: unreadable
    "500012,22006,CLOCK,1,yesterday,7.50,200.0,UK",  # 18: unreadable
    "500013,22007,BOX,2,2010-12-06 09:00:00,3.00,200.0,UK",  # 19
    # one unit at the paid price: the most recent purchase
    "C500020,22001,RED MUG,-1,2010-12-10 09:00:00,1.25,100.0,UK",  # 20: 1.25 of 500002
    # spread over two orders: 5 left of 500002, 3 of 500001
    "C500021,22001,RED MUG,-8,2010-12-11 09:00:00,1.25,100.0,UK",  # 21: 10.00
    # credited below what was paid: part of the price goes back
    "C500022,22002,BLUE LAMP,-1,2010-12-11 09:30:00,8.00,100.0,UK",  # 22: 8.00 of 10.00
    # 7 of 500001 are left; 2 more are asked for, and what is left then was cheaper
    "C500023,22001,RED MUG,-9,2010-12-12 09:00:00,1.25,100.0,UK",  # 23: 8.75; 2 units 2.50 credited more
    "C500024,22001,red mug,-4,2010-12-13 09:00:00,1.00,100.0,UK",  # 24: 4.00 of 500003
    "C500025,22001,RED MUG,-1,2010-12-14 09:00:00,1.00,100.0,UK",  # 25: already returned 1.00
    "C500026,22007,BOX,-3,2010-12-14 10:00:00,3.00,200.0,UK",  # 26: 6.00; 1 unit 3.00 more than bought
    "C500027,22008,RUG,-1,2010-12-14 11:00:00,20.00,200.0,UK",  # 27: never bought 20.00
    "C500028,22009,PEN,-2,2010-12-14 12:00:00,0.30,200.0,UK",  # 28: bought only later 0.60
    "C500029,22001,RED MUG,-1,2010-12-14 12:30:00,1.25,,UK",  # 29: no customer 1.25
    "C500030,POST,POSTAGE,-1,2010-12-14 13:00:00,4.00,100.0,UK",  # 30: not goods 4.00
    "C500031,D,Discount,-1,2010-12-14 13:10:00,5.00,100.0,UK",  # 31: not goods 5.00
    "C500032,22002,BLUE LAMP,1,2010-12-14 13:20:00,10.00,100.0,UK",  # 32: not a credit
    "C500033,22002,BLUE LAMP,-1,2010-12-14 13:30:00,0.00,100.0,UK",  # 33: nothing credited
    "500040,22009,PEN,5,2010-12-20 09:00:00,0.30,200.0,UK",  # 34
    # 500045 divides by 5 and by 7: approved by silence, and accepted by silence
    "C500045,22002,BLUE LAMP,-1,2010-12-21 09:00:00,10.00,100.0,UK",  # 35: 10.00
    "C500045,22009,PEN,-1,2010-12-21 09:00:00,0.30,200.0,UK",  # 36: 0.30
]

CSV = "\n".join([HEADER, *ROWS]) + "\n"
