-- A marketplace's orders, made in SQL: $orders orders of a third as many buyers, 200 shops and a twentieth as many products, every
-- fifth with a case. Ids carry their bucket as the product's own do.
CREATE FUNCTION made_id(number bigint, bucket integer) RETURNS bigint LANGUAGE sql AS
$$ SELECT (200000000000 + number) * 4194304 + bucket * 1024 $$;

INSERT INTO merchants (id, external_id, name, updated_at)
SELECT made_id(n, n % 4096), 'shop-' || n, (ARRAY['山间茶业', '北辰数码', 'Walkwell Shoes', 'Oak & Ash', '果园里'])[1 + n % 5] || ' ' || n, '2026-01-01'
FROM generate_series(1, 200) n;

INSERT INTO buyers (bucket, id, external_id, name, updated_at)
SELECT n % 4096, made_id(n, n % 4096), 'buyer-' || n,
    CASE WHEN n % 3 = 0 THEN (ARRAY['Amelia', 'Oliver', 'Hannah', 'Noah'])[1 + n % 4] || ' ' || chr(65 + n % 26) || 'arker'
    ELSE (ARRAY['王', '李', '张', '刘', '陈'])[1 + n % 5] || (ARRAY['伟', '娜', '敏', '强', '洋', '静'])[1 + n % 6] END, '2026-01-01'
FROM generate_series(1, $orders / 3) n;

INSERT INTO products (bucket, id, external_id, merchant_id, title, category, updated_at)
SELECT n % 4096, made_id(n, n % 4096), 'product-' || n, made_id(1 + (n - 1) % 200, (1 + (n - 1) % 200) % 4096),
    (ARRAY['手工陶瓷马克杯', '高山绿茶礼盒', 'Trail running shoes', 'Oak dining table', '降噪蓝牙耳机'])[1 + n % 5] || ' ' || n, 'goods', '2026-01-01'
FROM generate_series(1, $orders / 20) n;

INSERT INTO orders (bucket, id, external_id, buyer_id, merchant_id, currency, status, placed_at, paid_minor, content_hash, updated_at)
SELECT b % 4096, made_id(n, b % 4096), 'MG-' || (10000000 + n), made_id(b, b % 4096), made_id(1 + n % 200, (1 + n % 200) % 4096),
    'CNY', 'delivered', '2026-01-01', 10000, '\x00', '2026-01-01'
FROM generate_series(1, $orders) n CROSS JOIN LATERAL (SELECT 1 + (n - 1) % ($orders / 3) AS b) x;

INSERT INTO order_lines (bucket, order_id, line_no, kind, sku, product_external_id, title, category, quantity, unit_price_minor, paid_minor)
SELECT o.bucket, o.id, 1, 'goods', 'S', 'product-' || (1 + (o.id / 4194304) % ($orders / 20)), 'Something', 'goods', 1, 10000, 10000 FROM orders o;

INSERT INTO parcels (bucket, order_id, parcel_no, carrier, tracking_no, shipped_at)
SELECT o.bucket, o.id, 1, 'SF', 'SF' || (3000000000 + (o.id / 4194304) % 1000000000), '2026-01-02' FROM orders o;

INSERT INTO cases (bucket, id, order_id, buyer_id, merchant_id, type, stage, currency, requested_minor, refunded_minor, version,
    opened_at, updated_at, state)
SELECT o.bucket, o.id + 1, o.id, o.buyer_id, o.merchant_id, 'refund_only', 'settled', 'CNY', 10000, 10000, 3, '2026-01-05', '2026-01-06',
    '{"items": [{"line_no": 1, "title": "Something", "quantity": 1, "value_minor": 10000}]}'
FROM orders o WHERE (o.id / 4194304) % 5 = 0;
