"""The look of a picture: dark text on pale boxes, on paper too; the reverse on a screen that is dark."""

from __future__ import annotations

from typing import Final

STYLE: Final = """\
text{font-family:Helvetica,Arial,"Liberation Sans","DejaVu Sans",sans-serif;font-size:12px;fill:#16191f}
.title{font-size:20px;font-weight:700}
.head{font-size:14px;font-weight:700}
.name{font-weight:700}
.small{font-size:11px;fill:#414d5c}
rect{fill:none;rx:4px}
.page{fill:#fff;rx:0}
.clear{stroke:none}
.vpc{fill:#fbfaff;stroke:#6b3fd4;stroke-width:1.5}
.zone{stroke:#5a6b86;stroke-dasharray:5 4}
.public{fill:#eef6e0;stroke:#5b7c0c}
.private{fill:#e3f3f5;stroke:#0b7c80}
.pod{fill:#e4eefc;stroke:#2463b0}
.database{fill:#f3eafd;stroke:#7a3fc0}
.intra{fill:#f0f1f3;stroke:#687386}
.node{fill:#fff;stroke:#b25400;stroke-width:1.5}
.chip{fill:#fff;stroke:#7f8998}
.plane{fill:#fff4e8;stroke:#b25400;stroke-width:1.5}
.panel{fill:#f7f8f9;stroke:#7f8998}
.world{fill:#f0f1f3;stroke:#414d5c}
.line{fill:none;stroke:#414d5c;stroke-width:1.5}
.tip{fill:#414d5c}
@media screen and (prefers-color-scheme:dark){
text{fill:#eef1f5}
.small{fill:#b9c2cf}
.page{fill:#11161d}
.vpc{fill:#171626;stroke:#a98bf5}
.zone{stroke:#7d8ba3}
.public{fill:#202a12;stroke:#9cc33f}
.private{fill:#0f2a2d;stroke:#3cb9bd}
.pod{fill:#13243d;stroke:#6fa6ec}
.database{fill:#271a38;stroke:#b98bf0}
.intra{fill:#20262e;stroke:#8793a5}
.node{fill:#1a1f27;stroke:#f09a4a}
.chip{fill:#1a1f27;stroke:#6b7788}
.plane{fill:#2c1f12;stroke:#f09a4a}
.panel{fill:#171c24;stroke:#6b7788}
.world{fill:#20262e;stroke:#b9c2cf}
.line{stroke:#b9c2cf}
.tip{fill:#b9c2cf}
}
"""
