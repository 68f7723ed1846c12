package io.lambdascope.prometheus.page;

/**
 * Why what is shown is not to be trusted.
 *
 * @param title in a few words that stay the same while the reason does, as it is read out whenever
 *     it changes
 * @param text what it means and what to do, with the numbers of the moment
 */
record Warning(String title, String text) {}
