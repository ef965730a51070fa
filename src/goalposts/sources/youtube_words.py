"""The words of YouTube Studio exports: headers, totals and values, in the languages they come in."""

from __future__ import annotations

SLICES: dict[str, tuple[str, ...]] = {
    "content": ("Content", "Video", "콘텐츠", "동영상", "內容", "影片", "コンテンツ", "動画"),
    "status": ("Subscription status", "구독 상태", "訂閱狀態", "チャンネル登録のステータス", "登録状況"),
    "city": ("City name", "도시 이름", "城市名稱", "都市名"),
    "country": ("Geography", "지역", "地理位置", "地區", "地域"),
    "device": ("Device type", "기기 유형", "裝置類型", "デバイスのタイプ"),
    "age": ("Viewer age", "시청자 연령", "觀眾年齡", "視聴者の年齢"),
    "gender": ("Viewer gender", "시청자 성별", "觀眾性別", "視聴者の性別"),
}
TEXTS: dict[str, tuple[str, ...]] = {
    "title": ("Video title", "동영상 제목", "影片標題", "動画のタイトル"),
    "published": ("Video publish time", "동영상 게시 시간", "影片發布時間", "影片發佈時間", "動画公開時刻"),
    "city_id": ("Cities", "도시", "城市", "都市"),
}
DATE = {"date": ("Date", "날짜", "日期", "日付")}
COUNTS: dict[str, tuple[str, ...]] = {
    "video_views": ("Views", "조회수", "觀看次數", "視聴回数"),
    "impressions": ("Impressions", "노출수", "曝光次數", "インプレッション数"),
    "likes": ("Likes", "좋아요", "좋아요 수", "喜歡次數", "喜歡人數", "高評価", "高評価数"),
    "comments": ("Comments added", "추가된 댓글 수", "댓글 추가됨", "新增留言數", "新增的留言", "追加されたコメント数"),
    "shares": ("Shares", "공유", "공유수", "分享次數", "共有数", "共有"),
    "follows_gained": (
        "Subscribers gained",
        "증가한 구독자",
        "구독자 증가",
        "新增訂閱者",
        "獲得的訂閱者",
        "登録者増加数",
    ),
    "follows_lost": ("Subscribers lost", "감소한 구독자", "구독자 감소", "流失的訂閱者", "登録者減少数"),
}
AMOUNTS: dict[str, tuple[str, ...]] = {
    "watch_hours": (
        "Watch time (hours)", "시청 시간(단위: 시간)", "시청 시간(시간)", "觀看時間 (小時)", "觀看時間（單位：小時）",
        "総再生時間（単位: 時間）", "総再生時間（時間）",
    ),
    "revenue": ("Estimated revenue", "Your estimated revenue", "예상 수익", "預估收益", "估計收益", "推定収益"),
}  # fmt: skip
OTHERS: dict[str, tuple[str, ...]] = {
    "net_subscribers": ("Subscribers", "구독자", "訂閱人數", "訂閱者", "チャンネル登録者"),
    "duration": ("Duration", "길이", "時間長度", "影片長度", "長さ"),
    "mean_duration": ("Average view duration", "평균 시청 지속 시간", "平均觀看時長", "平均視聴時間"),
}
"""Columns that are spoken of in a note and not stored."""

TOTALS = ("total", "합계", "總計", "合計", "总计")
FOLLOWING = {
    **dict.fromkeys(
        ("subscribed", "구독 중", "구독함", "구독", "已訂閱", "登録済み", "チャンネル登録あり"), "follower"
    ),
    **dict.fromkeys(
        ("not subscribed", "구독하지 않음", "구독 안함", "미구독", "未訂閱", "未登録", "チャンネル登録なし"),
        "non_follower",
    ),
}
DEVICES = {
    **dict.fromkeys(("mobile phone", "휴대전화", "手機", "携帯電話", "スマートフォン"), "mobile"),
    **dict.fromkeys(("computer", "컴퓨터", "電腦", "パソコン"), "desktop"),
    **dict.fromkeys(("tablet", "태블릿", "平板電腦", "タブレット"), "tablet"),
    **dict.fromkeys(("tv", "game console", "unknown", "게임 콘솔", "電視", "遊戲主機", "テレビ", "ゲーム機"), "other"),
}
