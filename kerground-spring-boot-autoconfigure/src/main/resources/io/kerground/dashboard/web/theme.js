// Runs before the first paint, so that a chosen theme does not flash
(() => {
	try {
		const theme = localStorage.getItem("kerground.theme");
		if (theme === "light" || theme === "dark") {
			document.documentElement.dataset.theme = theme;
		}
	}
	catch {
		// storage may be forbidden; then the theme of the system holds
	}
})();
