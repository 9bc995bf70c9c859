"""A theme turned into what Qt wants: a palette and a small style sheet."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from reluviz.views.theme import Theme, load_theme

_OUTLINED = ("QCheckBox", "QRadioButton", "QLineEdit", "QAbstractSpinBox", "QComboBox")
_FUSION_DARKER = 140


def chosen_theme(setting: str) -> Theme:
    """Return the theme for the setting ``system``, ``light`` or ``dark``."""
    if setting != "system":
        return load_theme(setting)
    scheme = QGuiApplication.styleHints().colorScheme()
    return load_theme("dark" if scheme == Qt.ColorScheme.Dark else "light")


def apply_style(app: QApplication, theme: Theme) -> None:
    """Give the whole application the colours of a theme."""
    app.setPalette(palette(theme))
    for kind in _OUTLINED:
        app.setPalette(_outlined(theme), kind)  # type: ignore[arg-type]  # PySide takes str


def palette(theme: Theme) -> QPalette:
    """Return the palette of a theme."""
    role = QPalette.ColorRole
    colours = {
        role.Window: theme.surface,
        role.WindowText: theme.text,
        role.Base: theme.ground,
        role.AlternateBase: theme.surface,
        role.Text: theme.text,
        role.PlaceholderText: theme.muted,
        role.Button: theme.surface,
        role.ButtonText: theme.text,
        role.BrightText: theme.warning_text,
        role.ToolTipBase: theme.surface,
        role.ToolTipText: theme.text,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.ground,
        role.Accent: theme.accent,
        role.Link: theme.accent,
        role.LinkVisited: theme.accent,
        role.Light: theme.ground,
        role.Midlight: theme.surface,
        role.Mid: theme.border,
        role.Dark: theme.border,
        role.Shadow: theme.border,
    }
    result = QPalette()
    for colour_role, colour in colours.items():
        result.setColor(colour_role, QColor(colour))
    for colour_role in (role.WindowText, role.Text, role.ButtonText):
        faint = QColor(theme.muted)
        faint.setAlphaF(0.6)
        result.setColor(QPalette.ColorGroup.Disabled, colour_role, faint)
    return result


def _outlined(theme: Theme) -> QPalette:
    """The palette of fields and boxes: Fusion outlines them in a darker shade of `Window`.

    With the window's own colour the outlines, and with them empty boxes, vanish in the dark theme.
    """
    result = palette(theme)
    result.setColor(QPalette.ColorRole.Window, QColor(theme.ghost).lighter(_FUSION_DARKER))
    return result


def style_sheet(theme: Theme) -> str:
    """Return the style sheet of the main window."""
    return f"""
QMainWindow::separator {{ background: {theme.border}; width: 1px; height: 1px; }}
QMainWindow::separator:hover {{ background: {theme.accent}; }}
QMenuBar {{ background: {theme.surface}; border: none; padding: 2px 6px; }}
QToolBar {{ background: {theme.surface}; border: none; border-bottom: 1px solid {theme.border};
    padding: 4px 8px; spacing: 4px; }}
QToolBar::separator {{ background: {theme.border}; width: 1px; margin: 5px 5px; }}
QToolBar QToolButton {{ background: {theme.ground}; color: {theme.text};
    border: 1px solid {theme.border}; border-radius: 6px; padding: 4px 6px; }}
QToolBar QToolButton:hover {{ border-color: {theme.accent}; }}
QToolBar QToolButton:focus {{ border: 1px solid {theme.accent}; }}
QToolBar QToolButton:pressed, QToolBar QToolButton:checked {{
    background: {theme.accent_ground}; border-color: {theme.accent}; }}
QToolBar QToolButton:disabled {{ background: {theme.surface}; color: {theme.muted}; }}
QToolBar QToolButton#qt_toolbar_ext_button {{ padding: 0; min-width: 14px; }}
QToolBar#toolbar QLabel {{ color: {theme.muted}; padding: 0 2px 0 9px; }}
QStatusBar {{ background: {theme.surface}; border-top: 1px solid {theme.border}; }}
QStatusBar::item {{ border: none; }}
QStatusBar QLabel {{ padding: 0 6px; }}
QStatusBar QLabel#details, QStatusBar QLabel#saved_state {{ color: {theme.muted}; }}
QWidget#title_bar {{ background: {theme.surface}; border-bottom: 1px solid {theme.border}; }}
QWidget#title_bar QToolButton {{ border: 1px solid transparent; border-radius: 4px; padding: 2px; }}
QWidget#title_bar QToolButton:hover, QWidget#title_bar QToolButton:focus {{
    border-color: {theme.accent}; }}
QWidget#lower_holder {{ background: {theme.ground}; }}
QTabBar#place_tabs {{ background: {theme.surface}; }}
QTabBar#place_tabs::tab {{ background: {theme.surface}; color: {theme.muted}; border: none;
    border-bottom: 2px solid transparent; padding: 5px 0 4px 0; margin: 0 20px 0 0; }}
QTabBar#place_tabs::tab:selected {{ color: {theme.text}; border-bottom-color: {theme.accent}; }}
QTabBar#place_tabs::tab:hover {{ color: {theme.text}; }}
QTabBar#place_tabs::tab:focus {{ color: {theme.accent}; }}
QToolButton#place_menu {{ font-weight: bold; }}
QToolButton#place_menu::menu-indicator {{ image: none; }}
QFrame#notice QToolButton, QFrame#first_steps QToolButton {{
    background: transparent; border: 1px solid transparent; border-radius: 4px; padding: 2px; }}
QFrame#notice QToolButton:hover, QFrame#notice QToolButton:focus {{
    border-color: {theme.warning_text}; }}
QFrame#notice {{ border: none; border-bottom: 1px solid {theme.border}; }}
QFrame#first_steps {{ border: none; }}
QFrame#notice {{ background: {theme.warning_ground}; }}
QFrame#notice QLabel {{ color: {theme.warning_text}; }}
QFrame#first_steps {{ background: {theme.accent_ground}; }}
QFrame#first_steps QLabel {{ color: {theme.text}; }}
QFrame#first_steps QToolButton:hover, QFrame#first_steps QToolButton:focus {{
    border-color: {theme.accent}; }}
"""
