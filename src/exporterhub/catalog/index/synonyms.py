"""What people call things, and what they have in mind: phrases, and the entries they lead to, best first.

A target is a slug, a technology, a name or an alias; those that no entry of the catalog has are passed
over. A phrase is matched in words next to each other, so ``postgres replication lag`` finds both
``postgres`` and ``replication lag``.
"""

from __future__ import annotations

__all__ = ["PHRASES"]

PHRASES: dict[str, str] = {
    # databases
    "database, databases, db, sql, rdbms, sql database": "postgres, mysqld, redis, mongodb, sql",
    "pg, pgsql, psql, postgre, postgressql, timescale, timescaledb": "postgres, postgresql",
    "mysql, maria, mariadb, percona, innodb": "mysqld, mysql, mariadb",
    "replication lag, replica lag, replica behind, standby lag": "postgres, mysqld, redis",
    "slow queries, deadlocks, table bloat, autovacuum, vacuum, relational database": "postgres, mysqld",
    "mongo, document database, document store": "mongodb",
    "es, elk, elastic, lucene": "elasticsearch",
    "full text search, search engine": "elasticsearch, opensearch, solr, meilisearch",
    "kv, key value, key value store, in memory database, valkey, keydb, redis sentinel": "redis, etcd, consul",
    "cache": "redis, memcached, varnish",
    "memcache": "memcached",
    "http cache, caching proxy": "varnish, squid",
    "mssql, sql server, microsoft sql server": "mssql, microsoft sql server, sql-exporter",
    "ch, olap": "clickhouse",
    "graph database": "neo4j, arangodb",
    "connection pool, connection pooler, pooler": "pgbouncer, pgpool, proxysql",
    "time series database, tsdb": "prometheus, influxdb, victoriametrics",
    "any sql, custom query, custom sql, sql query": "sql-exporter, sql",
    # messaging
    "mq, amqp, rabbit, erlang": "rabbitmq, ibm-mq, activemq",
    "queue, queues, message queue, message broker, broker, messaging": "rabbitmq, kafka, nats, activemq",
    "pubsub, event streaming, streaming": "kafka, pulsar, nats",
    "consumer lag, kafka lag, topic, topics": "kafka, burrow",
    "zk": "zookeeper",
    "job queue, task queue, background jobs": "celery, sidekiq, beanstalkd",
    "iot broker": "mosquitto, mqtt, vernemq, emqx",
    # containers and orchestration
    "k8s, kube, kubernetes, cluster state, pods, pod, deployments, deployment, crashloop, "
    "crashloopbackoff": "kube-state-metrics, kubelet, cadvisor",
    "ksm": "kube-state-metrics",
    "container, containers, docker, container cpu, container memory, cgroup, containerd": "cadvisor, docker, podman",
    "ingress, ingress controller, reverse proxy": "nginx, traefik, haproxy, envoy, caddy",
    "service mesh": "istio, linkerd, envoy",
    "argo, gitops": "argo-cd, argocd, flux",
    "volume, persistent volume, pvc": "kubelet, kube-state-metrics",
    "api server, kube apiserver": "kube-apiserver, kubernetes",
    # hosts
    "linux, host, hosts, machine, unix, os, operating system, server, servers, vm, bare metal, debian, ubuntu, rhel, "
    "freebsd, system": "node, windows",
    "cpu, cpu usage, high cpu, load, load average, memory, ram, oom, out of memory, memory usage, swap, "
    "disk, disk full, disk space, disk usage, filesystem, filesystem full, inodes, disk io, iops, network traffic, "
    "bandwidth, uptime, reboot, ntp, clock skew, time drift, temperature, raid, mdadm, pressure, psi, "
    "file descriptors, conntrack, entropy, hardware": "node",
    "textfile, textfile collector": "node, pushgateway",
    "windows, win, wmi, windows server, active directory, iis": "windows",
    "process, processes, threads, per process, process memory, process cpu, daemon": "process",
    "systemd, unit failed, failed units, services, units": "systemd, node",
    "smart, disk health, hard drive, ssd wear, nvme": "smartctl",
    "gpu, nvidia, cuda": "dcgm, nvidia-gpu, nvidia",
    "ipmi, bmc, fan speed, power supply": "ipmi, redfish",
    "ups, power outage": "nut, apcupsd",
    "zfs pool, zpool": "zfs, node",
    # network and probes
    "http probe, probe, probes, ping, icmp, url check, website, website down, site down, uptime check, endpoint, "
    "endpoint check, tcp check, tcp probe, port check, http status, health check, synthetic, synthetic monitoring, "
    "latency check, blackbox probe, dns check, dns probe": "blackbox",
    "ssl, tls, certificate, certificates, cert, certs, ssl certificate, tls certificate, certificate expiry, "
    "certificate expiration, ssl expiry, expired certificate, https": "blackbox, ssl, x509-certificate, cert-manager",
    "packet loss, latency": "blackbox, smokeping",
    "switch, switches, router, routers, firewall, network device, network devices, printer, mib, oid, "
    "interface traffic, if mib, cisco, network": "snmp",
    "dns, nameserver, name server, named, bind9, resolver, domain name, zone transfer": "bind, coredns, unbound",
    "vpn": "wireguard, openvpn",
    "bgp, ospf, routing": "frr, bird",
    "dhcp": "kea, dnsmasq",
    # web and proxies
    "web server, webserver, http server, httpd": "nginx, apache, caddy",
    "apache2, apache httpd, mod status": "apache",
    "stub status, nginx plus": "nginx",
    "lb, load balancer, loadbalancer, load balancing, backend down, backends": "haproxy, nginx, envoy, traefik",
    "ha proxy": "haproxy, haproxy-exporter",
    "php, fpm, php fpm": "php-fpm",
    "java, jvm, jmx, tomcat, garbage collection": "jmx, jmx-exporter",
    "api gateway": "kong, traefik, envoy",
    # the monitoring stack
    "push, push metrics, batch job, batch jobs, cron, cron job, cronjob, short lived jobs, backup job": "pushgateway",
    "push gateway": "pushgateway",
    "am, notification, notifications, silence, silences, alert, alerts, alerting, pager, paging, alert "
    "manager": "alertmanager",
    "scrape, tsdb head, rule evaluation, self monitoring, prom, promql": "prometheus",
    "logs, log, log aggregation": "loki, fluentd, fluent-bit, vector",
    "log files, log parsing, log to metrics": "mtail, grok, loki",
    "traces, tracing": "tempo, jaeger",
    "otel, opentelemetry, otlp": "opentelemetry-collector",
    "statsd, udp metrics": "statsd",
    "json, json api, rest api": "json",
    # storage, cloud, tools
    "s3, object storage": "minio, ceph",
    "secrets, secret store": "vault",
    "service discovery": "consul, etcd",
    "aws, amazon, cloudwatch, rds, ec2": "cloudwatch, yet-another-cloudwatch",
    "gcp, google cloud, stackdriver": "stackdriver",
    "azure, microsoft azure": "azure-metrics, azure",
    "vmware, vsphere, esxi, vcenter": "vmware",
    "hypervisor, kvm, qemu, virtual machines": "libvirt, proxmox, vmware",
    "ci, build server, build pipeline": "jenkins, gitlab, gitlab-ci-pipelines",
    "git": "gitlab, gitea, github",
    "mail, smtp, email, mail server, mta": "postfix, exim, dovecot",
    "imap": "dovecot",
    "sonarr, radarr": "exportarr",
    "cdn": "cloudflare, fastly",
}
