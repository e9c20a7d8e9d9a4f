/** The page: everything is in the element. */
import "./repaint-studio.ts";
