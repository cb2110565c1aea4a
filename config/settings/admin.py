"""The admin's look and its menu: the brand of the public pages, in both themes."""

# Spruce green and the grey of paper, from frontend/styles/tokens.scss. Lightness steps are the library's own, so that
# its pairs keep their contrast.
_SPRUCE = {
    "50": "#eff6f3",
    "100": "#dcece5",
    "200": "#bad9cd",
    "300": "#8fc3b0",
    "400": "#5aa58d",
    "500": "#82d2b9",
    "600": "#0e5a49",
    "700": "#0c4c3e",
    "800": "#0b3f34",
    "900": "#0a342b",
    "950": "#06201a",
}
_PAPER = {
    "50": "#faf7f0",
    "100": "#f3efe6",
    "200": "#e3ded2",
    "300": "#cfcabd",
    "400": "#abb6b0",
    "500": "#5f6b66",
    "600": "#4a5550",
    "700": "#36423c",
    "800": "#2a352f",
    "900": "#19221e",
    "950": "#111815",
}

UNFOLD = {
    "SITE_TITLE": "Birge",
    "SITE_HEADER": "Birge",
    "SITE_SUBHEADER": "config.portal.office.subheader",
    "SITE_URL": "/",
    "SITE_ICON": "config.portal.office.icon",
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": "config.portal.office.icon"},
    ],
    "SHOW_LANGUAGES": True,
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": True,
    "BORDER_RADIUS": "10px",
    "STYLES": ["config.portal.office.stylesheet"],
    "DASHBOARD_CALLBACK": "config.portal.office.dashboard",
    "ACCOUNT": {"navigation": "config.portal.office.own_links"},
    "COLORS": {
        "base": _PAPER,
        "primary": _SPRUCE,
        "font": {
            "subtle-light": "#54605b",
            "subtle-dark": "#abb6b0",
            "default-light": "#36423c",
            "default-dark": "#d3dad4",
            "important-light": "#1b2522",
            "important-dark": "#eceee8",
        },
    },
    "SIDEBAR": {
        "show_search": False,
        "command_search": False,
        "show_all_applications": False,
        "navigation": "config.portal.office.menu",
    },
}
