// Runs in the head, before the first paint: says that script runs, and puts the chosen theme on without a flash.
// It is loaded as a plain script, so it imports nothing and leaves no name behind.
{
  const { dataset } = document.documentElement;
  dataset.js = '';
  try {
    const theme = localStorage.getItem('theme');
    if (theme === 'light' || theme === 'dark') dataset.theme = theme;
  } catch {
    // Storage can be forbidden; the system's theme stays.
  }
}
