/* Signs drawn for this page: paths in a square of 24. */
export const PLAY = 'M8 5v14l11-7z';
export const PAUSE = 'M7 5h4v14H7zM13 5h4v14h-4z';
export const NEXT = 'M5 5v14l9-7zM16 5h3v14h-3z';
export const PREVIOUS = 'M19 5v14l-9-7zM5 5h3v14H5z';
export const SHUFFLE =
  'M16 4l5 4-5 4V9.2h-1.6L7.2 18.8H3v-2.4h3l7.2-9.6H16zM3 6.8V5.2h4.2l2.6 3.5-1.5 2L6 6.8zM16 14.8V12l5 4-5 4v-2.8h-2.8l-1.9-2.5 1.5-2 1.6 2.1z';
export const REPEAT = 'M7 7h9V4l5 4.2-5 4.2V9.4H9.4V12H7zM17 17H8v3l-5-4.2 5-4.2v3h6.6V12H17z';
export const OUT = 'M13 4h7v7h-2.4V8.1l-7.3 7.3-1.7-1.7 7.3-7.3H13zM5 6h5v2.4H7.4v8.2h8.2V14H18v5H5z';
export const PHONE =
  'M7 2h10a2 2 0 0 1 2 2v16a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2zm.5 3v12h9V5zM12 18.3a1.2 1.2 0 1 0 0 2.4 1.2 1.2 0 0 0 0-2.4z';
export const COMPUTER =
  'M4 4h16a1 1 0 0 1 1 1v11a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1zm1.4 2.4v8.2h13.2V6.4zM1 18.6h22V21H1z';
export const DONE = 'M9.5 17.2 4 11.7l1.8-1.8 3.7 3.7 8.7-8.7L20 6.7z';
