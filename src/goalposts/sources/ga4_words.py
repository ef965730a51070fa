"""The words of Google Analytics 4 exports: headers, comments and channel groups, in the languages they come in."""

from __future__ import annotations

COUNTS: dict[str, tuple[str, ...]] = {
    "sessions": ("Sessions", "세션수", "세션 수", "세션", "工作階段", "工作階段數", "セッション", "セッション数"),
    "engaged_sessions": (
        "Engaged sessions", "참여 세션수", "참여 세션 수", "참여 세션", "互動工作階段", "互動工作階段數",
        "エンゲージのあったセッション数", "エンゲージメントのあったセッション数",
    ),
    "page_views": ("Views", "조회수", "瀏覽", "瀏覽次數", "觀看次數", "表示回数"),
    "event_count": ("Event count", "이벤트 수", "事件計數", "事件數", "イベント数"),
    "conversions": (
        "Key events", "Conversions", "주요 이벤트", "주요 이벤트 수", "전환", "關鍵事件", "重要事件", "轉換",
        "キーイベント", "キーイベント数", "コンバージョン",
    ),
}  # fmt: skip
"""Measure -> headers. What is counted once per session, event or view: rows of one file may be added up."""

UNIQUES: dict[str, tuple[str, ...]] = {
    "total_users": (
        "Total users", "총 사용자", "총 사용자 수", "使用者總數", "總使用者人數", "總人數", "合計ユーザー数",
        "総ユーザー数",
    ),
    "active_users": (
        "Active users", "Users", "활성 사용자", "활성 사용자 수", "사용자", "活躍使用者", "使用者",
        "アクティブ ユーザー", "アクティブ ユーザー数", "ユーザー",
    ),
    "new_users": (
        "New users", "새 사용자", "새 사용자 수", "신규 사용자", "신규 사용자 수", "新使用者", "新規ユーザー",
        "新規ユーザー数",
    ),
}  # fmt: skip

MONEY = {
    "revenue": ("Total revenue", "총 수익", "총수익", "總收益", "合計収益", "総収益"),
}

AVERAGES: dict[str, tuple[str, ...]] = {
    "per_session": (
        "Average engagement time per session", "세션당 평균 참여 시간", "平均單次工作階段參與時間",
        "每個工作階段平均參與時間", "セッションあたりの平均エンゲージメント時間",
    ),
    "per_user": (
        "Average engagement time per active user", "Average engagement time", "활성 사용자당 평균 참여 시간",
        "평균 참여 시간", "每位活躍使用者的平均參與時間", "平均參與時間",
        "アクティブ ユーザーあたりの平均エンゲージメント時間", "平均エンゲージメント時間",
    ),
}  # fmt: skip

RATES: dict[str, tuple[str, ...]] = {
    "engagement_rate": ("Engagement rate", "참여율", "參與度", "參與率", "エンゲージメント率"),
    "bounce_rate": ("Bounce rate", "이탈률", "跳出率", "直帰率"),
    "sessions_per_user": (
        "Engaged sessions per user", "Engaged sessions per active user", "활성 사용자당 참여 세션수",
        "每位活躍使用者的互動工作階段", "アクティブ ユーザーあたりのエンゲージのあったセッション数",
    ),
    "events_per_session": ("Events per session", "세션당 이벤트", "세션당 이벤트 수", "每個工作階段的事件"),
    "events_per_user": (
        "Event count per user", "Event count per active user", "활성 사용자당 이벤트 수", "每位活躍使用者的事件計數",
        "アクティブ ユーザーあたりのイベント数",
    ),
    "views_per_user": ("Views per user", "Views per active user", "활성 사용자당 조회수", "每位活躍使用者的瀏覽次數"),
    "session_duration": ("Average session duration", "평균 세션 시간", "平均工作階段持續時間"),
}  # fmt: skip

DATES: dict[str, tuple[str, ...]] = {
    "hour": (
        "Date + hour (YYYYMMDDHH)", "Date and hour (YYYYMMDDHH)", "날짜 + 시간(YYYYMMDDHH)",
        "日期 + 小時 (YYYYMMDDHH)", "日付 + 時刻（YYYYMMDDHH）",
    ),
    "date": ("Date", "날짜", "日期", "日付"),
    "nth_day": ("Nth day", "N번째 일", "N번째 날", "第 N 天", "第 N 日", "N 日目"),
}  # fmt: skip

SLICES: dict[str, tuple[str, ...]] = {
    "channel": (
        "Session primary channel group", "Session default channel group", "세션 기본 채널 그룹",
        "工作階段主要管道群組", "工作階段預設管道群組", "セッションのメインのチャネル グループ",
        "セッションのデフォルト チャネル グループ",
    ),
    "event": ("Event name", "이벤트 이름", "事件名稱", "イベント名"),
    "city": ("City", "Town/City", "도시", "시/군/구", "城市", "市區町村", "市区町村"),
    "country": ("Country", "국가", "國家/地區", "國家", "国"),
    "device": ("Device category", "기기 카테고리", "裝置類別", "デバイス カテゴリ"),
    "page": (
        "Page path and screen class", "Page path + query string and screen class", "Page path",
        "Page path + query string", "페이지 경로 및 화면 클래스", "페이지 경로", "페이지 경로 + 쿼리 문자열",
        "網頁路徑和畫面類別", "網頁路徑", "網頁路徑 + 查詢字串", "ページパスとスクリーン クラス", "ページパス",
    ),
    "page_title": (
        "Page title and screen class", "Page title and screen name", "Page title", "페이지 제목 및 화면 클래스",
        "페이지 제목 및 화면 이름", "網頁標題和畫面類別", "網頁標題和畫面名稱", "ページ タイトルとスクリーン クラス",
        "ページ タイトルとスクリーン名",
    ),
    "landing": (
        "Landing page", "Landing page + query string", "방문 페이지", "방문 페이지 + 쿼리 문자열", "到達網頁",
        "到達網頁 + 查詢字串", "ランディング ページ", "ランディング ページ + クエリ文字列",
    ),
    "source_medium": (
        "Session source / medium", "Session manual source / medium", "세션 소스/매체", "세션 소스 / 매체",
        "工作階段來源/媒介", "工作階段來源 / 媒介", "セッションの参照元 / メディア",
    ),
    "source": (
        "Session source", "Session manual source", "세션 소스", "工作階段來源", "セッションの参照元",
    ),
    "campaign": (
        "Session campaign", "Session Google Ads campaign", "세션 캠페인", "세션 Google Ads 캠페인",
        "工作階段廣告活動", "工作階段 Google Ads 廣告活動", "セッションのキャンペーン",
    ),
}  # fmt: skip
"""Field -> headers of the slices that are kept."""

NUMBERED_SLICES = frozenset(
    ("nth hour", "nth week", "nth month", "nth year", "hour", "week", "month", "year", "day of week",
     "session campaign id", "session manual campaign id", "app", "app version", "version", "n번째 주", "n번째 월",
     "시간", "주", "월", "第 n 週", "第 n 個月", "小時", "週", "月"),
)  # fmt: skip
"""Slices written in digits that are not kept, by normalised header: they would pass for measures."""

ONLY_GA4 = frozenset(
    ("hour", "nth_day", "channel", "event", "page_title", "landing", "campaign", "engaged_sessions", "event_count",
     "source_medium", "per_session", "per_user", "sessions_per_user", "events_per_session", "events_per_user", "page"),
)  # fmt: skip
"""Fields whose headers other tools hardly write: two of them make a table one of Google Analytics 4."""

COMMENTS: dict[str, tuple[str, ...]] = {
    "start": ("start date", "시작일", "開始日期", "开始日期", "開始日", "fecha de inicio", "date de début"),
    "end": ("end date", "종료일", "結束日期", "结束日期", "終了日", "fecha de finalización", "date de fin"),
    "property": ("property", "속성", "資源", "媒体资源", "プロパティ", "propiedad", "propriété"),
}  # fmt: skip

EVERYBODY = frozenset(
    ("all users", "모든 사용자", "所有使用者", "所有用户", "すべてのユーザー", "todos los usuarios",
     "tous les utilisateurs", "alle nutzer", "tutti gli utenti", "todos os usuários"),
)  # fmt: skip
"""The name of the comparison that leaves nobody out."""

TOTALS = frozenset(("total", "totals", "grand total", "총계", "합계", "總計", "總和", "合計", "総計"))

CHANNELS = {
    "direct": "direct", "organic search": "organic_search", "paid search": "paid_search",
    "organic social": "organic_social", "paid social": "paid_social", "email": "email", "referral": "referral",
    "display": "display", "affiliates": "affiliate", "organic video": "video", "paid video": "video",
}  # fmt: skip
"""GA4's channel groups, written in English in every language -> our channels; others keep GA4's name."""

EVENTS = {
    "page_view": "page_views", "screen_view": "page_views", "file_download": "downloads",
    "form_start": "form_starts", "form_submit": "form_submits",
}  # fmt: skip
"""Events that Google documents -> the measure of the whole property they count."""
