from __future__ import annotations

from config.catalogue.disability import Disability

RECORD = Disability(
    name="홍길동", resident_number="801123-9******", address="강원특별자치도 원주시 남원로 9002, 103동 1901호 (단구동, 견본아파트)",
    main="지체장애", secondary="", degree="장애의 정도가 심하지 않은 장애인", registered="2015-05-11", purpose="기타",
    department="원주시청 복지정책과", officer="정복지", phone="033-000-0002",
)  # fmt: skip
