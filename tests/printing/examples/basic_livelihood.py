from __future__ import annotations

from config.catalogue.basic_livelihood import BasicLivelihood, Recipient

RECORD = BasicLivelihood(
    name="홍길동", resident_number="801123-9******", address="강원특별자치도 원주시 남원로 9002, 103동 1901호 (단구동, 견본아파트)",
    recipients=(
        Recipient("본인", "홍길동", "801123-9******", "생계급여, 의료급여, 주거급여", "2024-03-20"),
        Recipient("배우자", "응우옌 티 견본 (NGUYEN THI GYEONBON)", "820314-0******", "생계급여, 의료급여, 주거급여", "2024-03-20"),
        Recipient("자녀", "견본하늘구름햇살처럼맑고고운이름을가진사람", "990601-9******", "생계급여, 의료급여, 주거급여, 교육급여", "2024-04-20"),
    ),
    purpose="학교 제출용", department="원주시청 복지정책과", officer="정복지", phone="033-000-0002",
)  # fmt: skip
