import { createContext, useContext } from "react";

/** True while the overview map is drawn; cards then hold nothing but their name. */
export const OverviewContext = createContext(false);

export const useOverview = () => useContext(OverviewContext);
