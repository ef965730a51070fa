"""Words people put over the columns of their own tables, and the target each one means."""

from __future__ import annotations

AXIS_WORDS: dict[str, tuple[str, ...]] = {
    "date": (
        "date", "day", "month", "week", "period", "week of", "reporting date", "날짜", "일자", "일", "일별", "월",
        "월별", "주", "주별", "기간", "日期", "天數", "日", "月", "月份", "週", "期間",
    ),
    "campaign": (
        "campaign", "campaign name", "utm campaign", "utm_campaign", "캠페인", "캠페인 이름", "캠페인명", "行銷活動",
        "行銷活動名稱", "廣告活動", "活動名稱",
    ),
    "channel": ("channel", "medium", "traffic channel", "채널", "매체", "유입 채널", "管道", "渠道", "通路", "媒介"),
    "country": ("country", "country code", "market", "국가", "나라", "國家", "國家/地區"),
    "device": ("device", "device category", "device type", "기기", "기기 유형", "디바이스", "裝置", "裝置類別"),
    "paid": ("paid", "paid or organic", "traffic type", "유료 여부", "광고 여부", "付費", "付費或自然"),
    "post": ("post", "post id", "게시물", "게시물 id", "게시글", "貼文", "貼文 id"),
    "ad": ("ad", "ad id", "ad name", "광고", "광고 이름", "소재", "廣告", "廣告名稱", "廣告編號"),
    "email": ("email", "e-mail", "newsletter", "message", "이메일", "뉴스레터", "電子郵件", "電子報"),
    "page": ("page", "page path", "landing page", "페이지", "랜딩 페이지", "網頁", "頁面", "到達網頁"),
    "keyword": ("keyword", "query", "search term", "키워드", "검색어", "關鍵字", "搜尋字詞"),
    "form": ("form", "form name", "양식", "表單"),
    "document": ("document", "file", "문서", "자료", "文件"),
    "age": ("age", "age group", "연령", "연령대", "나이", "年齡", "年齡層"),
    "gender": ("gender", "sex", "성별", "性別"),
    "source": (
        "source", "traffic source", "referrer", "utm source", "utm_source", "유입 소스", "소스", "유입 경로",
        "流量來源", "來源",
    ),
    "region": ("region", "city", "state", "지역", "도시", "地區", "縣市", "城市"),
    "language": ("language", "언어", "語言"),
    "industry": ("industry", "업종", "산업", "產業"),
    "seniority": ("seniority", "직급", "職級"),
    "job_function": ("job function", "직무", "職能"),
    "company_size": ("company size", "회사 규모", "公司規模"),
    "title": ("title", "post title", "subject", "headline", "제목", "標題", "主旨"),
    "url": ("url", "permalink", "link", "링크", "주소", "連結", "網址"),
    "content_type": (
        "type", "post type", "content type", "format", "유형", "게시물 유형", "콘텐츠 유형", "類型", "貼文類型",
    ),
    "published_on": (
        "published", "publish date", "publish time", "created", "게시일", "게시 시간", "발행일", "發佈日期",
    ),
    "currency": ("currency", "currency code", "통화", "통화 코드", "幣別", "貨幣"),
    "measure": ("measure", "metric", "kpi", "indicator", "지표", "측정항목", "지표명", "指標", "指標名稱"),
    "value": ("value", "amount", "number", "값", "수치", "數值", "值"),
}  # fmt: skip

MEASURE_WORDS: dict[str, tuple[str, ...]] = {
    "ad_spend": (
        "spend", "spent", "ad spend", "amount spent", "cost", "ad cost", "media cost", "광고비", "지출 금액", "총비용",
        "비용", "소진액", "花費", "花費金額", "廣告費", "廣告費用", "費用",
    ),
    "impressions": ("impr.", "impressions", "views", "노출", "노출수", "조회수", "曝光", "曝光數", "曝光次數"),
    "reach": ("reach", "도달", "도달수", "觸及", "觸及人數"),
    "link_clicks": ("link clicks", "url clicks", "링크 클릭", "링크 클릭수", "連結點擊", "連結點擊次數"),
    "clicks_all": ("clicks", "clicks (all)", "all clicks", "클릭", "클릭수", "點擊", "點擊次數", "點擊數"),
    "likes": ("likes", "reactions", "좋아요", "반응", "按讚", "讚", "按讚數"),
    "comments": ("comments", "replies", "댓글", "댓글수", "留言", "留言數"),
    "shares": ("shares", "reposts", "retweets", "공유", "공유수", "分享", "分享數", "分享次數"),
    "saves": ("saves", "saved", "bookmarks", "저장", "저장수", "收藏", "收藏數", "儲存"),
    "followers": ("followers", "follower count", "팔로워", "팔로워 수", "追蹤者", "粉絲數", "追蹤人數"),
    "follows_gained": ("new followers", "new follows", "follows", "신규 팔로워", "新增追蹤", "新增追蹤者"),
    "sessions": ("sessions", "visits", "세션", "세션수", "방문수", "工作階段", "造訪次數"),
    "users": (
        "users", "visitors", "unique visits", "unique.visits", "unique visitors", "사용자", "방문자", "방문자수",
        "使用者", "訪客", "訪客數",
    ),
    "new_users": ("new users", "new visitors", "first time visits", "first.time.visits", "신규 사용자", "新使用者"),
    "page_views": (
        "page views", "pageviews", "page loads", "page.loads", "페이지뷰", "페이지 조회수", "網頁瀏覽量", "瀏覽量",
    ),
    "conversions": ("conversions", "key events", "results", "전환", "전환수", "총 전환수", "轉換", "轉換次數"),
    "conversion_value": ("conversion value", "conv. value", "전환 가치", "전환값", "전환매출", "轉換價值"),
    "revenue": ("revenue", "sales", "total revenue", "매출", "매출액", "수익", "營收", "營業額", "收入", "銷售額"),
    "orders": ("orders", "transactions", "purchases", "주문", "주문수", "구매", "訂單", "訂單數", "購買次數"),
    "leads": ("leads", "리드", "잠재고객", "潛在客戶", "名單數"),
    "video_views": ("video views", "동영상 조회수", "影片觀看次數"),
    "emails_sent": ("sent", "emails sent", "발송", "발송수", "寄送數", "發送數"),
    "emails_delivered": ("delivered", "emails delivered", "도달 메일", "전달됨", "送達數"),
    "subscribers": ("subscribers", "구독자", "구독자수", "訂閱者", "訂閱人數"),
}  # fmt: skip

DEVICES: dict[str, str] = {
    "desktop": "desktop", "computer": "desktop", "computers": "desktop", "pc": "desktop", "데스크톱": "desktop",
    "컴퓨터": "desktop", "桌機": "desktop", "電腦": "desktop", "桌上型電腦": "desktop",
    "mobile": "mobile", "phone": "mobile", "mobile phones": "mobile", "smartphone": "mobile", "모바일": "mobile",
    "휴대전화": "mobile", "行動裝置": "mobile", "手機": "mobile",
    "tablet": "tablet", "tablets": "tablet", "태블릿": "tablet", "平板": "tablet", "平板電腦": "tablet",
    "other": "other", "기타": "other", "其他": "other",
}  # fmt: skip

PAID: dict[str, str] = {
    "paid": "paid", "sponsored": "paid", "promoted": "paid", "1": "paid", "yes": "paid", "true": "paid", "유료": "paid",
    "광고": "paid", "付費": "paid", "organic": "organic", "0": "organic", "no": "organic", "false": "organic",
    "자연": "organic", "오가닉": "organic", "自然": "organic", "total": "total", "전체": "total", "總計": "total",
}  # fmt: skip
