/** Tests of the dashboards, rules and runbooks against what the exporter really exports. */
@NullMarked
package io.lambdascope.grafana;

import org.jspecify.annotations.NullMarked;
