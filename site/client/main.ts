import { startBrowse } from './browse.tsx';
import { startCopyButtons } from './copy.ts';
import { startInstall } from './install.ts';
import { startThemeButton } from './theme-button.ts';
import { startTimes } from './times.ts';

startThemeButton();
startTimes();
startCopyButtons();
startInstall();
startBrowse();
