"""The touch screen: shows a `kiosk.view.Screen`, reports `kiosk.view.Tap`. The only room that knows Qt."""
