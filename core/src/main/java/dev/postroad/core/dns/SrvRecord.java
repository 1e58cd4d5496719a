// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.dns;

/**
 * One SRV record (RFC 2782).
 *
 * @param priority 0 to 65535; lower is tried first
 * @param weight 0 to 65535; its share among those of the same priority
 * @param port where the service is
 * @param target the host in canonical form, without trailing dot; empty for the root, which says
 *     that there is no such service
 */
public record SrvRecord(int priority, int weight, int port, String target) {}
