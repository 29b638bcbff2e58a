"""The touch screen: shows a `kiosk.core.view.Screen`, reports `kiosk.core.view.Tap`. The only room that knows Qt."""
